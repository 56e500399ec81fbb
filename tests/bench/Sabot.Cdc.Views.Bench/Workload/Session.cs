using Microsoft.Extensions.Logging.Abstractions;

namespace Sabot.Cdc.Views.Bench;

/// <summary>
/// A session without a server, of one table: it receives the same payload again and again, without copying it.
/// </summary>
internal sealed class Session<TChange, TBatch>
    where TChange : struct, ICdcChange<TChange>
    where TBatch : struct, ICdcBatch<TBatch>
{
    private readonly FrameRouter _router;
    private readonly Payload _rows;

    public Session(byte[] schema, byte[] rows)
    {
        var ledger = new AcknowledgementLedger();
        var scope = SubscriptionScope.Of(TChange.Table);
        var subscription = new Subscription(scope, capacity: 4, ledger, static () => { }, NullLogger.Instance);
        _router = new FrameRouter(
            [subscription], ledger, new ReceiveCounters(), new IgnoredColumns(), CdcDriftPolicy.StopAll, NullLogger.Instance);
        Route(ToPayload(schema));
        _rows = ToPayload(rows);
        Stream = new CdcStream<TChange, TBatch>(subscription);
    }

    public CdcStream<TChange, TBatch> Stream { get; }

    /// <summary>Queues the rows once more.</summary>
    public void Receive() => Route(_rows);

    private void Route(Payload payload)
    {
        var routed = _router.RouteAsync(payload, CancellationToken.None);
        if (!routed.IsCompletedSuccessfully)
            throw new InvalidOperationException("The queue is full.");
    }

    private static Payload ToPayload(byte[] bytes)
    {
        var payload = Payload.Rent(bytes.Length);
        bytes.CopyTo(payload.Span);
        return payload;
    }
}
