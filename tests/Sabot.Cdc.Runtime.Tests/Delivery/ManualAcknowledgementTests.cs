using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>Changes that are done when the consumer says so.</summary>
public class ManualAcknowledgementTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task Moving_past_a_change_does_not_acknowledge_it_but_its_position_does()
    {
        await using var client = Manual();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(Payload(100, 0, 3), Payload(200, 0, 2));
        await using var enumerator = items.GetAsyncEnumerator();
        for (var i = 0; i < 5; i++)
            Assert.True(await enumerator.MoveNextAsync());
        await ReceivedAsync(client, 200);
        Assert.Equal(0u, client.Statistics.AcknowledgedLsn);

        await items.AcknowledgeAsync(new CdcPosition(100, 1));
        Assert.Equal(0u, client.Statistics.AcknowledgedLsn);
        await items.AcknowledgeAsync(new CdcPosition(100, 2));
        Assert.Equal(100u, client.Statistics.AcknowledgedLsn);
        await items.AcknowledgeAsync(new CdcPosition(200, 1));
        Assert.Equal(200u, session.Acknowledged);
    }

    [Fact]
    public async Task What_was_not_delivered_yet_is_not_acknowledged_by_a_position_behind_it()
    {
        await using var client = Manual();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        _source.Session(Payload(100, 0, 1), Payload(200, 0, 1), MemorySource.Progress(300));
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await ReceivedAsync(client, 300);
        await client.AcknowledgeAsync(new CdcPosition(1000, 0));
        Assert.Equal(100u, client.Statistics.AcknowledgedLsn);
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(100u, client.Statistics.AcknowledgedLsn);
        var waiting = enumerator.MoveNextAsync();
        Assert.Equal(300u, client.Statistics.AcknowledgedLsn);
        await client.StopAsync();
        Assert.False(await waiting);
    }

    [Fact]
    public async Task Idle_progress_is_acknowledged_once_everything_before_it_is()
    {
        await using var client = Manual();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(Payload(100, 0, 1));
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        session.Send(MemorySource.Progress(250));
        await ReceivedAsync(client, 250);
        Assert.Equal(0u, client.Statistics.AcknowledgedLsn);
        await items.AcknowledgeAsync(enumerator.Current.Position);
        Assert.Equal(250u, client.Statistics.AcknowledgedLsn);
        session.Send(MemorySource.Progress(400));
        await ReceivedAsync(client, 400);
        Assert.Equal(400u, client.Statistics.AcknowledgedLsn);
    }

    [Fact]
    public async Task Acknowledging_by_position_has_to_be_asked_for()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        Assert.Contains("Acknowledgement to Manual", Assert.Throws<InvalidOperationException>(() => { _ = items.AcknowledgeAsync(default); }).Message);
        Assert.Throws<InvalidOperationException>(() => { _ = client.AcknowledgeAsync(default); });
    }

    internal static byte[] Payload(ulong lsn, uint first, int rows, ulong? progress = null)
    {
        var streamed = new StreamedTable(new string('I', rows), "public", "items")
        {
            Positions = [.. Enumerable.Range(0, rows).Select(row => new CdcPosition(lsn, first + (uint)row))],
        }.Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. Enumerable.Range(0, rows).Select(row => (long?)((long)lsn + first + row))]));
        return FrameBytes.Concat(
            MemorySource.OfRelation(streamed.SchemaFrame(), 1),
            MemorySource.OfRelation(streamed.BatchFrame(), 1),
            MemorySource.Progress(progress ?? lsn));
    }

    internal static async Task ReceivedAsync(CdcClient client, ulong position)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (client.Statistics.ReceivedLsn < position)
            await Task.Delay(1, limit.Token);
    }

    private CdcClient Manual() => _source.Client(options => options.Acknowledgement = CdcAcknowledgement.Manual);
}
