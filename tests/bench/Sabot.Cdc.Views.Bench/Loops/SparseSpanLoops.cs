namespace Sabot.Cdc.Views.Bench;

/// <summary>Loops over raw spans where every column but the key may be null: validity bitmaps are asked first.</summary>
internal static class SparseSpanLoops
{
    /// <summary>All ten columns of every row as values of .NET's types.</summary>
    public static long Values(SparseBatch batch)
    {
        var operations = batch.Operations;
        var ids = batch.IdColumn;
        var nameBits = batch.NameValidity.Bits;
        var nameOffsets = batch.NameColumn.Offsets;
        var nameBytes = batch.NameColumn.Bytes;
        var emailBits = batch.EmailValidity.Bits;
        var emailOffsets = batch.EmailColumn.Offsets;
        var emailBytes = batch.EmailColumn.Bytes;
        var balanceBits = batch.BalanceValidity.Bits;
        var balances = batch.BalanceColumn;
        var scale = (byte)batch.BalanceScale;
        var activeBits = batch.ActiveValidity.Bits;
        var actives = batch.ActiveColumn.Bits;
        var loginsBits = batch.LoginsValidity.Bits;
        var logins = batch.LoginsColumn;
        var ratingBits = batch.RatingValidity.Bits;
        var ratings = batch.RatingColumn;
        var bornBits = batch.BornValidity.Bits;
        var born = batch.BornColumn;
        var createdAtBits = batch.CreatedAtValidity.Bits;
        var createdAt = batch.CreatedAtColumn;
        var tokenBits = batch.TokenValidity.Bits;
        var tokens = batch.TokenColumn.Bytes;
        long sum = 0;
        for (var row = 0; row < operations.Length; row++)
        {
            if (!Spans.IsRow(operations[row]))
                continue;
            sum += ids[row];
            if (Spans.Bit(nameBits, row))
                sum += Taken.Of(Spans.Text(nameOffsets, nameBytes, row));
            if (Spans.Bit(emailBits, row))
                sum += Taken.Of(Spans.Text(emailOffsets, emailBytes, row));
            if (Spans.Bit(balanceBits, row))
                sum += Taken.Of(Spans.Decimal(balances[row], scale));
            if (Spans.Bit(activeBits, row))
                sum += Taken.Of(Spans.Bit(actives, row));
            if (Spans.Bit(loginsBits, row))
                sum += logins[row];
            if (Spans.Bit(ratingBits, row))
                sum += Taken.Of(ratings[row]);
            if (Spans.Bit(bornBits, row))
                sum += Taken.Of(Spans.Date(born[row]));
            if (Spans.Bit(createdAtBits, row))
                sum += Taken.Of(Spans.Timestamp(createdAt[row]));
            if (Spans.Bit(tokenBits, row))
                sum += Taken.Of(Spans.Uuid(tokens, row));
        }

        return sum;
    }

    /// <summary>All ten columns, numbers as they were sent.</summary>
    public static long Raw(SparseBatch batch)
    {
        var ids = batch.IdColumn;
        var nameBits = batch.NameValidity.Bits;
        var nameOffsets = batch.NameColumn.Offsets;
        var nameBytes = batch.NameColumn.Bytes;
        var emailBits = batch.EmailValidity.Bits;
        var emailOffsets = batch.EmailColumn.Offsets;
        var emailBytes = batch.EmailColumn.Bytes;
        var balanceBits = batch.BalanceValidity.Bits;
        var balances = batch.BalanceColumn;
        var activeBits = batch.ActiveValidity.Bits;
        var actives = batch.ActiveColumn.Bits;
        var loginsBits = batch.LoginsValidity.Bits;
        var logins = batch.LoginsColumn;
        var ratingBits = batch.RatingValidity.Bits;
        var ratings = batch.RatingColumn;
        var bornBits = batch.BornValidity.Bits;
        var born = batch.BornColumn;
        var createdAtBits = batch.CreatedAtValidity.Bits;
        var createdAt = batch.CreatedAtColumn;
        var tokenBits = batch.TokenValidity.Bits;
        var tokens = batch.TokenColumn.Bytes;
        long sum = 0;
        for (var row = 0; row < ids.Length; row++)
        {
            sum += ids[row];
            if (Spans.Bit(nameBits, row))
                sum += Taken.Of(Spans.Text(nameOffsets, nameBytes, row));
            if (Spans.Bit(emailBits, row))
                sum += Taken.Of(Spans.Text(emailOffsets, emailBytes, row));
            if (Spans.Bit(balanceBits, row))
                sum += Taken.Of(balances[row]);
            if (Spans.Bit(activeBits, row))
                sum += Taken.Of(Spans.Bit(actives, row));
            if (Spans.Bit(loginsBits, row))
                sum += logins[row];
            if (Spans.Bit(ratingBits, row))
                sum += Taken.Of(ratings[row]);
            if (Spans.Bit(bornBits, row))
                sum += born[row];
            if (Spans.Bit(createdAtBits, row))
                sum += createdAt[row];
            if (Spans.Bit(tokenBits, row))
                sum += Taken.Of(Spans.Uuid(tokens, row));
        }

        return sum;
    }
}
