using System.Runtime.CompilerServices;

namespace Sabot.Cdc;

/// <summary>
/// What enumerating changes and enumerating batches have in common: starting the session, resuming, finishing a batch,
/// waiting for the next one, and ending.
/// </summary>
internal abstract class SubscriptionEnumerator(Subscription subscription, CancellationToken cancellationToken)
{
    private CancellationTokenRegistration _cancellation;
    private bool _begun;
    private bool _ended;

    /// <summary>The batch that the consumer is in, or null.</summary>
    protected CdcBatch? Batch { get; private set; }

    /// <summary>The rows of <see cref="Batch"/>; 0 without one.</summary>
    protected int Count { get; private set; }

    /// <summary>The first row of <see cref="Batch"/> that is not done.</summary>
    protected int Row { get; set; }

    protected bool Interrupted => subscription.Interrupted;

    /// <summary>
    /// Moves to the next batch that has a change at or after <paramref name="row"/>, the first row of the current batch
    /// that is not done; false at the end of the stream.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<bool> MoveToBatchAsync(int row)
    {
        if (_ended)
            return false;
        if (!_begun)
            row = Begin();

        try
        {
            do
            {
                if (subscription.Current is { } batch)
                {
                    row = batch.NextChange(row);
                    if (row < batch.Count)
                    {
                        subscription.ThrowIfInterrupted(cancellationToken);
                        Deliver(batch, row);
                        return true;
                    }

                    subscription.FinishCurrent();
                    Deliver(null, row = 0);
                }

                subscription.ThrowIfInterrupted(cancellationToken);
            }
            while (await TakeAsync().ConfigureAwait(false));

            subscription.ThrowIfInterrupted(cancellationToken);
        }
        catch
        {
            End(row);
            throw;
        }

        End(row);
        return false;
    }

    public ValueTask DisposeAsync()
    {
        End(Row);
        return ValueTask.CompletedTask;
    }

    private int Begin()
    {
        cancellationToken.ThrowIfCancellationRequested();
        subscription.Start();
        subscription.Attach();
        _begun = true;
        _cancellation = cancellationToken.UnsafeRegister(
            static state => ((Subscription)state!).Interrupt(), subscription);
        return subscription.Row;
    }

    private void Deliver(CdcBatch? batch, int row)
    {
        Batch = batch;
        Count = batch?.Count ?? 0;
        Row = row;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TakeAsync()
    {
        while (!subscription.TryTake())
        {
            if (!await subscription.WaitToTakeAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    private void End(int row)
    {
        if (!_begun || _ended)
            return;
        _ended = true;
        Deliver(null, 0);
        // Waits for a running callback, so that none interrupts the next enumerator.
        _cancellation.Dispose();
        subscription.Detach(row);
    }
}
