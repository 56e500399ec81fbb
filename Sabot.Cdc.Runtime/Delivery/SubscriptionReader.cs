using System.Runtime.CompilerServices;

namespace Sabot.Cdc;

/// <summary>
/// What every enumeration of a subscription does: it starts the session, is the only one, waits for batches, gives way
/// to cancellation and failure, and gives the place back at its end.
/// </summary>
internal abstract class SubscriptionReader(Subscription subscription, CancellationToken cancellationToken)
{
    private CancellationTokenRegistration _cancellation;

    /// <summary>Whether the first move was made.</summary>
    protected bool HasBegun { get; private set; }

    /// <summary>Whether the place was given back.</summary>
    protected bool HasEnded { get; private set; }

    protected bool Interrupted => subscription.Interrupted;

    /// <summary>What is told how far the consumer has come; null when moving past a change finishes it.</summary>
    protected ManualAcknowledgements? Manual { get; } = subscription.Manual;

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts the session and takes the place.</summary>
    /// <exception cref="InvalidOperationException">Another enumerator has it.</exception>
    protected void Begin()
    {
        cancellationToken.ThrowIfCancellationRequested();
        subscription.Start();
        subscription.Attach();
        HasBegun = true;
        _cancellation = cancellationToken.UnsafeRegister(
            static state => ((Subscription)state!).Interrupt(), subscription);
    }

    protected void ThrowIfInterrupted() => subscription.ThrowIfInterrupted(cancellationToken);

    /// <summary>Takes the next batch, waiting for it; false when there will be none.</summary>
    protected ValueTask<bool> TakeAsync() => TakeAsync(cancellationToken);

    /// <inheritdoc cref="TakeAsync()"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<bool> TakeAsync(CancellationToken cancellation)
    {
        while (!subscription.TryTake())
        {
            if (!await subscription.WaitToTakeAsync(cancellation).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    /// <summary>Gives the place back, once.</summary>
    protected void End()
    {
        if (!HasBegun || HasEnded)
            return;
        HasEnded = true;
        var row = Leave();
        // Waits for a running callback, so that none interrupts the next enumerator.
        _cancellation.Dispose();
        subscription.Detach(row);
    }

    /// <summary>Lets go of what is delivered; the first row of the current batch that is not done.</summary>
    protected abstract int Leave();
}
