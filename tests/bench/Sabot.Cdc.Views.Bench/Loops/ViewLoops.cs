using System.Runtime.CompilerServices;

namespace Sabot.Cdc.Views.Bench;

/// <summary>What users of generated code write.</summary>
internal static class ViewLoops
{
    /// <summary>All ten columns of every row, in an enumeration of a batch's changes.</summary>
    public static long Values(BulkBatch batch)
    {
        long sum = 0;
        foreach (var change in batch)
        {
            if (change.After is not { } row)
                continue;
            sum += row.Id;
            sum += Taken.Of(row.NameUtf8);
            sum += Taken.Of(row.EmailUtf8);
            sum += Taken.Of(row.Balance);
            sum += Taken.Of(row.Active);
            sum += row.Logins;
            sum += Taken.Of(row.Rating);
            sum += Taken.Of(row.Born);
            sum += Taken.Of(row.CreatedAt);
            sum += Taken.Of(row.Token);
        }

        return sum;
    }

    /// <summary>The same in an enumeration of a stream, as await foreach does it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<long> Values(IAsyncEnumerator<BulkChange> changes, int rows)
    {
        long sum = 0;
        for (var i = 0; i < rows && await changes.MoveNextAsync(); i++)
        {
            var change = changes.Current;
            if (change.After is not { } row)
                continue;
            sum += row.Id
                + Taken.Of(row.NameUtf8)
                + Taken.Of(row.EmailUtf8)
                + Taken.Of(row.Balance)
                + Taken.Of(row.Active)
                + row.Logins
                + Taken.Of(row.Rating)
                + Taken.Of(row.Born)
                + Taken.Of(row.CreatedAt)
                + Taken.Of(row.Token);
        }

        return sum;
    }

    /// <summary>The eight columns of fixed width.</summary>
    public static long FixedWidth(BulkBatch batch)
    {
        long sum = 0;
        foreach (var change in batch)
        {
            if (change.After is not { } row)
                continue;
            sum += row.Id;
            sum += Taken.Of(row.Balance);
            sum += Taken.Of(row.Active);
            sum += row.Logins;
            sum += Taken.Of(row.Rating);
            sum += Taken.Of(row.Born);
            sum += Taken.Of(row.CreatedAt);
            sum += Taken.Of(row.Token);
        }

        return sum;
    }

    /// <summary>The two columns of text, as UTF-8.</summary>
    public static long Texts(BulkBatch batch)
    {
        long sum = 0;
        foreach (var change in batch)
        {
            if (change.After is not { } row)
                continue;
            sum += Taken.Of(row.NameUtf8);
            sum += Taken.Of(row.EmailUtf8);
        }

        return sum;
    }

    /// <summary>All ten columns, of which all but the key may be null.</summary>
    public static long Values(SparseBatch batch)
    {
        long sum = 0;
        foreach (var change in batch)
        {
            if (change.After is not { } row)
                continue;
            sum += row.Id;
            sum += Taken.Of(row.NameUtf8);
            sum += Taken.Of(row.EmailUtf8);
            if (row.Balance is { } balance)
                sum += Taken.Of(balance);
            if (row.Active is { } active)
                sum += Taken.Of(active);
            if (row.Logins is { } logins)
                sum += logins;
            if (row.Rating is { } rating)
                sum += Taken.Of(rating);
            if (row.Born is { } born)
                sum += Taken.Of(born);
            if (row.CreatedAt is { } createdAt)
                sum += Taken.Of(createdAt);
            if (row.Token is { } token)
                sum += Taken.Of(token);
        }

        return sum;
    }
}
