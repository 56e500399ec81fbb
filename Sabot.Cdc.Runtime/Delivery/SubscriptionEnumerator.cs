using System.Runtime.CompilerServices;

namespace Sabot.Cdc;

/// <summary>
/// What enumerating changes and enumerating batches of one table have in common: resuming, finishing a batch, waiting
/// for the next one, and ending.
/// </summary>
internal abstract class SubscriptionEnumerator(Subscription subscription, CancellationToken cancellationToken)
    : SubscriptionReader(subscription, cancellationToken)
{
    private readonly Subscription _subscription = subscription;

    /// <summary>The batch that the consumer is in, or null.</summary>
    protected CdcBatch? Batch { get; private set; }

    /// <summary>The rows of <see cref="Batch"/>; 0 without one.</summary>
    protected int Count { get; private set; }

    /// <summary>The first row of <see cref="Batch"/> that is not done.</summary>
    protected int Row { get; set; }

    /// <summary>
    /// Moves to the next batch that has a change at or after <paramref name="row"/>, the first row of the current batch
    /// that is not done; false at the end of the stream.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<bool> MoveToBatchAsync(int row)
    {
        if (HasEnded)
            return false;
        if (!HasBegun)
        {
            Begin();
            row = _subscription.Row;
        }

        try
        {
            do
            {
                if (_subscription.Current is { } batch)
                {
                    row = batch.NextChange(row);
                    if (row < batch.Count)
                    {
                        ThrowIfInterrupted();
                        Deliver(batch, row);
                        return true;
                    }

                    _subscription.FinishTaken();
                    Deliver(null, row = 0);
                }

                ThrowIfInterrupted();
            }
            while (await TakeAsync().ConfigureAwait(false));

            ThrowIfInterrupted();
        }
        catch
        {
            Row = row;
            End();
            throw;
        }

        Row = row;
        End();
        return false;
    }

    /// <summary>Whether a consumer that is given a row has all of the batch; one of whole batches has.</summary>
    protected virtual bool IsAtEnd(CdcBatch batch, int row) => true;

    protected override int Leave()
    {
        var row = Row;
        Deliver(null, 0);
        return row;
    }

    private void Deliver(CdcBatch? batch, int row)
    {
        Batch = batch;
        Count = batch?.Count ?? 0;
        Row = row;
        if (batch is not null && Manual is not null && IsAtEnd(batch, row))
            Manual.ReachEnd();
    }
}
