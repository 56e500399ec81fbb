namespace Sabot.Cdc;

/// <summary>
/// The batches of a subscription with the row up to which a handler has done them; a batch is finished when that is
/// its end.
/// </summary>
internal sealed class HandledChanges(Subscription subscription, CancellationToken cancellationToken)
    : SubscriptionEnumerator(subscription, cancellationToken), IAsyncDisposable
{
    internal CdcBatch Current => Batch!;

    /// <summary>The first row of <see cref="Current"/> that is not done.</summary>
    internal int NotDone
    {
        get => Row;
        set => Row = value;
    }

    /// <summary>
    /// Whether the rest of the batch may not be handled; the next move throws why.
    /// </summary>
    internal bool IsInterrupted => Interrupted;

    /// <summary>Moves on: to the next batch, or, if rows of this one are not done, to them.</summary>
    internal ValueTask<bool> MoveNextAsync() => MoveToBatchAsync(Row);
}
