namespace Sabot.Cdc;

/// <summary>A subscription seen as whole batches.</summary>
internal sealed class BatchEnumerable<TBatch>(Subscription subscription) : IAsyncEnumerable<TBatch>
    where TBatch : struct, ICdcBatch<TBatch>
{
    public IAsyncEnumerator<TBatch> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new BatchEnumerator<TBatch>(subscription, cancellationToken);
}
