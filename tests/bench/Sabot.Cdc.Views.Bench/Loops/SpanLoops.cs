namespace Sabot.Cdc.Views.Bench;

/// <summary>Loops over raw spans of the batch's memory, written by hand for the very columns.</summary>
internal static class SpanLoops
{
    /// <summary>All ten columns of every row as values of .NET's types.</summary>
    public static long Values(BulkBatch batch)
    {
        var operations = batch.Operations;
        var ids = batch.IdColumn;
        var nameOffsets = batch.NameColumn.Offsets;
        var nameBytes = batch.NameColumn.Bytes;
        var emailOffsets = batch.EmailColumn.Offsets;
        var emailBytes = batch.EmailColumn.Bytes;
        var balances = batch.BalanceColumn;
        var scale = (byte)batch.BalanceScale;
        var actives = batch.ActiveColumn.Bits;
        var logins = batch.LoginsColumn;
        var ratings = batch.RatingColumn;
        var born = batch.BornColumn;
        var createdAt = batch.CreatedAtColumn;
        var tokens = batch.TokenColumn.Bytes;
        long sum = 0;
        for (var row = 0; row < operations.Length; row++)
        {
            if (!Spans.IsRow(operations[row]))
                continue;
            sum += ids[row];
            sum += Taken.Of(Spans.Text(nameOffsets, nameBytes, row));
            sum += Taken.Of(Spans.Text(emailOffsets, emailBytes, row));
            sum += Taken.Of(Spans.Decimal(balances[row], scale));
            sum += Taken.Of(Spans.Bit(actives, row));
            sum += logins[row];
            sum += Taken.Of(ratings[row]);
            sum += Taken.Of(Spans.Date(born[row]));
            sum += Taken.Of(Spans.Timestamp(createdAt[row]));
            sum += Taken.Of(Spans.Uuid(tokens, row));
        }

        return sum;
    }

    /// <summary>The eight columns of fixed width.</summary>
    public static long FixedWidth(BulkBatch batch)
    {
        var operations = batch.Operations;
        var ids = batch.IdColumn;
        var balances = batch.BalanceColumn;
        var scale = (byte)batch.BalanceScale;
        var actives = batch.ActiveColumn.Bits;
        var logins = batch.LoginsColumn;
        var ratings = batch.RatingColumn;
        var born = batch.BornColumn;
        var createdAt = batch.CreatedAtColumn;
        var tokens = batch.TokenColumn.Bytes;
        long sum = 0;
        for (var row = 0; row < operations.Length; row++)
        {
            if (!Spans.IsRow(operations[row]))
                continue;
            sum += ids[row];
            sum += Taken.Of(Spans.Decimal(balances[row], scale));
            sum += Taken.Of(Spans.Bit(actives, row));
            sum += logins[row];
            sum += Taken.Of(ratings[row]);
            sum += Taken.Of(Spans.Date(born[row]));
            sum += Taken.Of(Spans.Timestamp(createdAt[row]));
            sum += Taken.Of(Spans.Uuid(tokens, row));
        }

        return sum;
    }

    /// <summary>The two columns of text, as UTF-8.</summary>
    public static long Texts(BulkBatch batch)
    {
        var operations = batch.Operations;
        var nameOffsets = batch.NameColumn.Offsets;
        var nameBytes = batch.NameColumn.Bytes;
        var emailOffsets = batch.EmailColumn.Offsets;
        var emailBytes = batch.EmailColumn.Bytes;
        long sum = 0;
        for (var row = 0; row < operations.Length; row++)
        {
            if (!Spans.IsRow(operations[row]))
                continue;
            sum += Taken.Of(Spans.Text(nameOffsets, nameBytes, row));
            sum += Taken.Of(Spans.Text(emailOffsets, emailBytes, row));
        }

        return sum;
    }

    /// <summary>All ten columns, numbers as they were sent: what a batch's columns give, too.</summary>
    public static long Raw(BulkBatch batch)
    {
        var ids = batch.IdColumn;
        var nameOffsets = batch.NameColumn.Offsets;
        var nameBytes = batch.NameColumn.Bytes;
        var emailOffsets = batch.EmailColumn.Offsets;
        var emailBytes = batch.EmailColumn.Bytes;
        var balances = batch.BalanceColumn;
        var actives = batch.ActiveColumn.Bits;
        var logins = batch.LoginsColumn;
        var ratings = batch.RatingColumn;
        var born = batch.BornColumn;
        var createdAt = batch.CreatedAtColumn;
        var tokens = batch.TokenColumn.Bytes;
        long sum = 0;
        for (var row = 0; row < ids.Length; row++)
        {
            sum += ids[row];
            sum += Taken.Of(Spans.Text(nameOffsets, nameBytes, row));
            sum += Taken.Of(Spans.Text(emailOffsets, emailBytes, row));
            sum += Taken.Of(balances[row]);
            sum += Taken.Of(Spans.Bit(actives, row));
            sum += logins[row];
            sum += Taken.Of(ratings[row]);
            sum += born[row];
            sum += createdAt[row];
            sum += Taken.Of(Spans.Uuid(tokens, row));
        }

        return sum;
    }
}
