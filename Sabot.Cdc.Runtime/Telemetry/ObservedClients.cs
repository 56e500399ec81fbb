using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sabot.Cdc;

/// <summary>
/// The instruments that look at the clients of the process when they are read, so that streaming pays nothing for them.
/// </summary>
internal static class ObservedClients
{
    private const string PositionKind = "sabot.cdc.position.kind";

    private static readonly ConcurrentDictionary<CdcClient, byte> Clients = new();

    static ObservedClients()
    {
        var meter = CdcInstruments.Meter;
        meter.CreateObservableCounter(
            "messaging.client.consumed.messages", Delivered, "{message}", "Changes that a consumer has finished.");
        meter.CreateObservableCounter(
            "sabot.cdc.received.changes",
            () => Each(client => client.Statistics.ChangesReceived),
            "{message}",
            "Changes received from the server, each counted once however many streams deliver it.");
        meter.CreateObservableCounter(
            "sabot.cdc.received.payloads",
            () => Each(client => client.Statistics.PayloadsReceived),
            "{payload}",
            "Payloads received from the server.");
        meter.CreateObservableCounter(
            "sabot.cdc.received.io",
            () => Each(client => client.Statistics.BytesReceived),
            "By",
            "Bytes of the payloads received from the server.");
        meter.CreateObservableGauge(
            "sabot.cdc.wal.position",
            Positions,
            "By",
            "WAL positions as numbers: received, acknowledged, and the greatest that the server has mentioned.");
        meter.CreateObservableGauge(
            "sabot.cdc.lag.size",
            () => Each(client => (long)client.Statistics.LagBytes),
            "By",
            "WAL that the server has told of and that is not acknowledged, from where the slot was on.");
        meter.CreateObservableGauge(
            "sabot.cdc.lag.time",
            () => EachStream(stream => stream.Oldest?.Age(DateTime.UtcNow).TotalSeconds ?? 0),
            "s",
            "How long ago the oldest change that a stream has not finished was committed; 0 when it has finished all.");
        meter.CreateObservableGauge(
            "sabot.cdc.queue.payloads",
            () => EachStream(stream => stream.Snapshot.Queued),
            "{payload}",
            "Payloads of which a stream has unfinished changes; as many as QueueCapacity make the source wait.");
        meter.CreateObservableCounter(
            "sabot.cdc.source.wait.time",
            () => EachStream(stream => stream.Snapshot.SourceWaited.TotalSeconds),
            "s",
            "How long a stream has made the source, and with it all streams, wait because its queue was full.");
        meter.CreateObservableGauge(
            "sabot.cdc.connected",
            () => Each(client => client.Life.Now.Phase == ConnectionPhase.Streaming ? 1L : 0),
            "{connection}",
            "1 while the client streams, 0 while it connects or waits to.");
        meter.CreateObservableCounter(
            "sabot.cdc.reconnects",
            () => Each(client => client.Life.Reconnects),
            "{connection}",
            "Connections that were made again after one was lost.");
        meter.CreateObservableGauge(
            "sabot.cdc.slot.retained",
            () => Reports(report => report.RetainedBytes),
            "By",
            "WAL that the server keeps for the slot, as it said when it was asked last (SlotCheckInterval).");
        meter.CreateObservableGauge(
            "sabot.cdc.slot.headroom",
            () => Reports(report => report.SafeBytes),
            "By",
            "WAL that may still be written before the slot can lose some; absent without max_slot_wal_keep_size.");
    }

    /// <summary>From now on the client is measured.</summary>
    internal static void Add(CdcClient client) => Clients.TryAdd(client, 0);

    /// <summary>The client has ended; so have its measurements.</summary>
    internal static void Remove(CdcClient client) => Clients.TryRemove(client, out _);

    private static IEnumerable<Measurement<long>> Delivered()
    {
        foreach (var (client, _) in Clients)
        {
            foreach (var stream in client.ObserveStreams())
            {
                var tags = stream.Tags;
                tags.Add(Tags.Operation, Tags.Process);
                yield return new Measurement<long>(stream.Snapshot.ChangesDelivered, tags);
            }
        }
    }

    private static IEnumerable<Measurement<long>> Positions()
    {
        foreach (var (client, _) in Clients)
        {
            var statistics = client.Statistics;
            yield return Position(client, statistics.ReceivedLsn, "received");
            yield return Position(client, statistics.AcknowledgedLsn, "acknowledged");
            yield return Position(client, statistics.ServerLsn, "server");
        }
    }

    private static Measurement<long> Position(CdcClient client, ulong position, string kind)
    {
        var tags = client.Tags;
        tags.Add(PositionKind, kind);
        return new Measurement<long>((long)position, tags);
    }

    private static IEnumerable<Measurement<long>> Each(Func<CdcClient, long> measure)
    {
        foreach (var (client, _) in Clients)
            yield return new Measurement<long>(measure(client), client.Tags);
    }

    private static IEnumerable<Measurement<double>> EachStream(Func<ObservedStream, double> measure)
    {
        foreach (var (client, _) in Clients)
        {
            foreach (var stream in client.ObserveStreams())
                yield return new Measurement<double>(measure(stream), stream.Tags);
        }
    }

    private static IEnumerable<Measurement<long>> Reports(Func<SlotReport, long?> measure)
    {
        foreach (var (client, _) in Clients)
        {
            if (client.LastSlotReport is { } report && measure(report) is { } value)
                yield return new Measurement<long>(value, client.Tags);
        }
    }
}
