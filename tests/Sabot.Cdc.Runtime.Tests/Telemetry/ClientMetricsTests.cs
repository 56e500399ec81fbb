using Apache.Arrow.Types;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Hosting;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Telemetry;

/// <summary>What is measured of a client and its streams, to the number and the tag.</summary>
[Collection(MeasuredCollection.Name)]
public sealed class ClientMetricsTests
{
    private static readonly string[] OfClient =
    [
        "sabot.cdc.received.changes", "sabot.cdc.received.payloads", "sabot.cdc.received.io", "sabot.cdc.lag.size",
        "sabot.cdc.connected", "sabot.cdc.reconnects", "sabot.cdc.slot.retained", "sabot.cdc.slot.headroom",
    ];

    private static readonly string[] OfStream =
        ["sabot.cdc.lag.time", "sabot.cdc.queue.payloads", "sabot.cdc.source.wait.time"];

    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task What_is_received_finished_and_acknowledged_is_measured_as_the_statistics_have_it()
    {
        const string Slot = "metrics_counts";
        const ulong Ahead = 5000;
        using var measured = new Measured(Slot);
        await using var client = _source.Client(options => options.Slot = Slot);
        var payload = Items("IOUI").Payload();
        _source.Session(confirmed: 1000, server: FrameBytes.Position + Ahead, payload);
        var (first, second) = (Subscribe(client), Subscribe(client));
        Task[] following = [FollowAsync(first), FollowAsync(second)];
        await Wait.UntilAsync(
            () => client.Statistics.AcknowledgedLsn == FrameBytes.Position, "everything is acknowledged");

        Assert.Equal(
            new CdcStatistics(
                ReceivedLsn: FrameBytes.Position,
                AcknowledgedLsn: FrameBytes.Position,
                ServerLsn: FrameBytes.Position + Ahead,
                ChangesReceived: 3,
                ChangesDelivered: 6,
                BytesReceived: payload.Length,
                PayloadsReceived: 1)
            {
                ConfirmedLsn = 1000,
            },
            client.Statistics);
        Assert.Equal(3, measured.One("sabot.cdc.received.changes"));
        Assert.Equal(1, measured.One("sabot.cdc.received.payloads"));
        Assert.Equal(payload.Length, measured.One("sabot.cdc.received.io"));
        Assert.Equal(Ahead, measured.One("sabot.cdc.lag.size"));
        Assert.Equal(1, measured.One("sabot.cdc.connected"));
        Assert.Equal(0, measured.One("sabot.cdc.reconnects"));
        Assert.Equal(
            [("acknowledged", FrameBytes.Position), ("received", FrameBytes.Position), ("server", FrameBytes.Position + Ahead)],
            measured.Read("sabot.cdc.wal.position")
                .Select(value => ((string)value.Tags["sabot.cdc.position.kind"]!, (ulong)value.Value))
                .Order());
        Assert.Equal(
            [("1", 3d), ("2", 3d)],
            measured.Read("messaging.client.consumed.messages").Select(value => (Consumer(value.Tags), value.Value)));
        Assert.All(OfStream, name => Assert.Equal([0d, 0d], measured.Read(name).Select(value => value.Value)));

        await client.StopAsync();
        await Task.WhenAll(following);
        Assert.All(
            [.. OfClient, .. OfStream, "sabot.cdc.wal.position", "messaging.client.consumed.messages"],
            name => Assert.Empty(measured.Read(name)));
    }

    [Fact]
    public async Task Every_measurement_says_of_which_slot_server_table_and_consumer_it_is()
    {
        const string Slot = "metrics_tags";
        using var measured = new Measured(Slot);
        await using var client = _source.Client(options => options.Slot = Slot);
        var items = Subscribe(client);
        client.Subscribe<PartChange, PartBatch>();
        _source.Session(Items("I").Payload());
        _source.Slot = _ => Task.FromResult<SlotReport?>(new SlotReport(1, 1, "reserved", 1, true));
        var following = FollowAsync(items);
        await Wait.UntilAsync(() => client.Statistics.ChangesDelivered == 1, "the change is finished");
        await client.ReadSlotAsync(default);

        string[] ofClient =
        [
            $"messaging.consumer.group.name={Slot}", "messaging.system=postgresql", "server.address=127.0.0.1", "server.port=1",
        ];
        Assert.All(OfClient, name => Assert.Equal(ofClient, Tags(Assert.Single(measured.Read(name)).Tags)));
        Assert.All(
            measured.Read("sabot.cdc.wal.position"),
            value => Assert.Equal(ofClient, Tags(value.Tags).Where(tag => !tag.StartsWith("sabot.cdc.position.kind=", StringComparison.Ordinal))));
        Assert.All(OfStream, name => Assert.Equal(
            [OfItems(ofClient), OfParts(ofClient)],
            measured.Read(name).Select(value => string.Join(' ', Tags(value.Tags)))));
        Assert.Equal(
            [OfItems([.. ofClient, "messaging.operation.name=process"]), OfParts([.. ofClient, "messaging.operation.name=process"])],
            measured.Read("messaging.client.consumed.messages").Select(value => string.Join(' ', Tags(value.Tags))));
        await client.StopAsync();
        await following;
    }

    [Fact]
    public async Task A_stream_that_is_not_read_shows_its_queue_its_lag_and_how_long_the_source_waits()
    {
        const string Slot = "metrics_slow";
        var age = TimeSpan.FromMinutes(5);
        using var measured = new Measured(Slot);
        await using var client = _source.Client(options => (options.Slot, options.QueueCapacity) = (Slot, 2));
        var (items, parts) = (Subscribe(client), client.Subscribe<PartChange, PartBatch>());
        var streamed = Items("I");
        streamed.CommitTime = (DateTime.UtcNow - age - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _source.Session(confirmed: 1000, server: 9000, streamed.SchemaFrame(), streamed.BatchFrame(), streamed.BatchFrame(), streamed.BatchFrame());
        var reading = FollowAsync(parts);
        await Wait.UntilAsync(() => measured.One("sabot.cdc.source.wait.time", "public.items") > 0, "the source waits");

        var before = client.ObserveStreams()[0].Snapshot.SourceWaited.TotalSeconds;
        var waited = measured.One("sabot.cdc.source.wait.time", "public.items")!.Value;
        Assert.InRange(waited, before, client.ObserveStreams()[0].Snapshot.SourceWaited.TotalSeconds);
        Assert.Equal(2, measured.One("sabot.cdc.queue.payloads", "public.items"));
        Assert.InRange(
            measured.One("sabot.cdc.lag.time", "public.items")!.Value, age.TotalSeconds, age.TotalSeconds + Wait.Limit.TotalSeconds);
        Assert.Equal(8000, measured.One("sabot.cdc.lag.size"));
        Assert.All(OfStream, name => Assert.Equal(0, measured.One(name, "public.parts")));
        Assert.All(measured.Read("messaging.client.consumed.messages"), value => Assert.Equal(0, value.Value));

        var late = FollowAsync(items);
        await Wait.UntilAsync(() => client.Statistics.ChangesDelivered == 3, "the stream catches up");
        await client.StopAsync();
        await Task.WhenAll(reading, late);
    }

    [Fact]
    public async Task Connections_are_measured_as_there_or_not_and_counted_when_they_are_made_again()
    {
        const string Slot = "metrics_connected";
        using var measured = new Measured(Slot);
        await using var client = _source.Client(options => options.Slot = Slot);
        var following = FollowAsync(Subscribe(client));
        await Wait.UntilAsync(() => measured.Read("sabot.cdc.connected").Count == 1, "the client is measured");
        Assert.Equal((0, 0), (measured.One("sabot.cdc.connected"), measured.One("sabot.cdc.reconnects")));

        for (var reconnects = 0; reconnects < 3; reconnects++)
        {
            var session = _source.Session();
            await Wait.UntilAsync(() => measured.One("sabot.cdc.connected") == 1, "there is a connection");
            Assert.Equal(reconnects, measured.One("sabot.cdc.reconnects"));
            session.Lose();
            await Wait.UntilAsync(() => measured.One("sabot.cdc.connected") == 0, "the connection is lost");
            Assert.Equal(reconnects, measured.One("sabot.cdc.reconnects"));
        }

        await client.StopAsync();
        await following;
    }

    [Fact]
    public async Task What_the_slot_retains_is_measured_from_when_the_server_has_said_it()
    {
        const string Slot = "metrics_retained";
        using var measured = new Measured(Slot);
        await using var client = _source.Client(options => options.Slot = Slot);
        var following = FollowAsync(Subscribe(client));
        await Wait.UntilAsync(() => measured.Read("sabot.cdc.connected").Count == 1, "the client is measured");
        Assert.Equal((null, null), Slots());

        _source.Slot = _ => Task.FromResult<SlotReport?>(new SlotReport(1234, 1, "reserved", null, true));
        await client.ReadSlotAsync(default);
        Assert.Equal((1234, null), Slots());
        _source.Slot = _ => Task.FromResult<SlotReport?>(new SlotReport(null, 1, "lost", 77, true));
        await client.ReadSlotAsync(default);
        Assert.Equal((null, 77), Slots());
        _source.Slot = _ => Task.FromResult<SlotReport?>(null);
        await client.ReadSlotAsync(default);
        Assert.Equal((null, null), Slots());
        await client.StopAsync();
        await following;

        (double?, double?) Slots() => (measured.One("sabot.cdc.slot.retained"), measured.One("sabot.cdc.slot.headroom"));
    }

    private static StreamedTable Items(string operations) => new StreamedTable(operations, table: "items")
        .Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. operations.Select((_, n) => (long?)n)]));

    private static CdcStream<ItemChange, ItemBatch> Subscribe(CdcClient client) => client.Subscribe<ItemChange, ItemBatch>();

    private static async Task FollowAsync<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (var change in stream)
            _ = change;
    }

    private static string Consumer(Dictionary<string, object?> tags) => (string)tags["messaging.destination.subscription.name"]!;

    private static string OfItems(string[] others) => OfStreamOf("public.items", "1", others);

    private static string OfParts(string[] others) => OfStreamOf("public.parts", "2", others);

    private static string OfStreamOf(string table, string consumer, string[] others) => string.Join(
        ' ',
        new[] { $"messaging.destination.name={table}", $"messaging.destination.subscription.name={consumer}" }
            .Concat(others)
            .Order(StringComparer.Ordinal));

    private static string[] Tags(Dictionary<string, object?> tags) =>
        [.. tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)];
}
