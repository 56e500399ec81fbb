namespace Sabot.Cdc;

/// <summary>A subscription without compiled code, seen as batches whose tables are the stream's.</summary>
internal sealed class UntypedStream(Subscription subscription) : IAsyncEnumerable<CdcBatch>
{
    public IAsyncEnumerator<CdcBatch> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new Enumerator(subscription, cancellationToken);

    private sealed class Enumerator(Subscription subscription, CancellationToken cancellationToken)
        : SubscriptionEnumerator(subscription, cancellationToken), IAsyncEnumerator<CdcBatch>
    {
        public CdcBatch Current => Batch!;

        public ValueTask<bool> MoveNextAsync() => MoveToBatchAsync(Count);
    }
}
