using Microsoft.Extensions.Logging.Abstractions;

namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>
/// One session that streams and gets one payload, through the client's own routers, disk and queues: a stream of all
/// tables, and one of those that code was compiled against.
/// </summary>
internal sealed class RoutedReading(
    PayloadReading reading, Digest digest, Allowance allowance, string folder, CdcTable[] compiled)
{
    internal void Read(Payload payload)
    {
        var ledger = new AcknowledgementLedger(_ => { });
        Subscription[] subscriptions =
        [
            Subscribe(SubscriptionScope.Everything, ledger), Subscribe(SubscriptionScope.Of(compiled), ledger),
        ];
        var counters = new ReceiveCounters();
        var router = new FrameRouter(
            subscriptions, ledger, counters, new IgnoredColumns(), CdcDriftPolicy.StopTable, NullLogger.Instance);
        using (var streamed = StreamedRouter.Open(router, folder, counters, NullLogger.Instance))
            Route(streamed, payload);
        digest.Add((long)counters.ReceivedLsn + counters.Changes);
        foreach (var subscription in subscriptions)
            Drain(subscription);
    }

    private void Route(StreamedRouter streamed, Payload payload)
    {
        try
        {
            // Up to its first look at the disk it runs on this thread.
            var before = Allowance.Now;
            var routing = streamed.RouteAsync(payload, CancellationToken.None).AsTask();
            allowance.Check(before, payload.Length, "Taking a payload");
            routing.GetAwaiter().GetResult();
        }
        catch (CdcProtocolException e)
        {
            digest.Add(e.Message);
        }
    }

    private void Drain(Subscription subscription)
    {
        while (subscription.TryTake())
        {
            reading.ReadColumns(subscription.Current!);
            subscription.FinishTaken();
        }
    }

    private static Subscription Subscribe(SubscriptionScope scope, AcknowledgementLedger ledger) =>
        new(scope, int.MaxValue, ledger, () => { }, NullLogger.Instance);
}
