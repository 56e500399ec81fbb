namespace Sabot.Cdc.Views.Bench;

/// <summary>What users of generated code write who want whole columns.</summary>
internal static class ColumnLoops
{
    /// <summary>All ten columns, numbers as they were sent.</summary>
    public static long Raw(BulkBatch batch)
    {
        var ids = batch.IdColumn;
        var names = batch.NameColumn;
        var emails = batch.EmailColumn;
        var balances = batch.BalanceColumn;
        var actives = batch.ActiveColumn;
        var logins = batch.LoginsColumn;
        var ratings = batch.RatingColumn;
        var born = batch.BornColumn;
        var createdAt = batch.CreatedAtColumn;
        var tokens = batch.TokenColumn;
        long sum = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            sum += ids[row];
            sum += Taken.Of(names[row]);
            sum += Taken.Of(emails[row]);
            sum += Taken.Of(balances[row]);
            sum += Taken.Of(actives[row]);
            sum += logins[row];
            sum += Taken.Of(ratings[row]);
            sum += born[row];
            sum += createdAt[row];
            sum += Taken.Of(tokens[row]);
        }

        return sum;
    }

    /// <summary>The same where all but the key may be null.</summary>
    public static long Raw(SparseBatch batch)
    {
        var ids = batch.IdColumn;
        var hasName = batch.NameValidity;
        var names = batch.NameColumn;
        var hasEmail = batch.EmailValidity;
        var emails = batch.EmailColumn;
        var hasBalance = batch.BalanceValidity;
        var balances = batch.BalanceColumn;
        var hasActive = batch.ActiveValidity;
        var actives = batch.ActiveColumn;
        var hasLogins = batch.LoginsValidity;
        var logins = batch.LoginsColumn;
        var hasRating = batch.RatingValidity;
        var ratings = batch.RatingColumn;
        var hasBorn = batch.BornValidity;
        var born = batch.BornColumn;
        var hasCreatedAt = batch.CreatedAtValidity;
        var createdAt = batch.CreatedAtColumn;
        var hasToken = batch.TokenValidity;
        var tokens = batch.TokenColumn;
        long sum = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            sum += ids[row];
            if (hasName[row])
                sum += Taken.Of(names[row]);
            if (hasEmail[row])
                sum += Taken.Of(emails[row]);
            if (hasBalance[row])
                sum += Taken.Of(balances[row]);
            if (hasActive[row])
                sum += Taken.Of(actives[row]);
            if (hasLogins[row])
                sum += logins[row];
            if (hasRating[row])
                sum += Taken.Of(ratings[row]);
            if (hasBorn[row])
                sum += born[row];
            if (hasCreatedAt[row])
                sum += createdAt[row];
            if (hasToken[row])
                sum += Taken.Of(tokens[row]);
        }

        return sum;
    }
}
