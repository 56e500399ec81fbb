namespace Sabot.Cdc;

/// <summary>Yields the batches of one subscription; a batch is finished when the enumerator moves past it.</summary>
internal sealed class BatchEnumerator<TBatch>(Subscription subscription, CancellationToken cancellationToken)
    : SubscriptionEnumerator(subscription, cancellationToken), IAsyncEnumerator<TBatch>
    where TBatch : struct, ICdcBatch<TBatch>
{
    public TBatch Current => TBatch.Create(Batch!);

    public ValueTask<bool> MoveNextAsync() => MoveToBatchAsync(Count);
}
