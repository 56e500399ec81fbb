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
    public async Task Rows_that_the_loop_has_not_come_to_are_not_acknowledged_by_a_position_behind_them()
    {
        await using var client = Manual();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(Payload(100, 0, 3));
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        // The position of another stream, or of a table of it that is farther.
        await client.AcknowledgeAsync(new CdcPosition(1000, 0));
        Assert.Equal(0u, client.Statistics.AcknowledgedLsn);
        Assert.True(await enumerator.MoveNextAsync());
        Assert.True(await enumerator.MoveNextAsync());
        await items.AcknowledgeAsync(new CdcPosition(100, 1));
        Assert.Equal(0u, client.Statistics.AcknowledgedLsn);

        var waiting = enumerator.MoveNextAsync();
        Assert.Equal(100u, client.Statistics.AcknowledgedLsn);
        // The last row of a batch may be acknowledged while the loop is at it.
        session.Send(Payload(200, 0, 2));
        Assert.True(await waiting);
        Assert.True(await enumerator.MoveNextAsync());
        await items.AcknowledgeAsync(new CdcPosition(200, 0));
        Assert.Equal(100u, client.Statistics.AcknowledgedLsn);
        await items.AcknowledgeAsync(enumerator.Current.Position);
        Assert.Equal(200u, client.Statistics.AcknowledgedLsn);
    }

    [Fact]
    public async Task Nor_are_those_of_a_stream_of_several_tables()
    {
        await using var client = Manual();
        var changes = client.SubscribeChanges(ItemChange.Source, PartChange.Source);
        var session = _source.Session(TwoTables(100));
        await using var enumerator = changes.GetAsyncEnumerator();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await enumerator.MoveNextAsync());
            await client.AcknowledgeAsync(new CdcPosition(1000, 0));
            Assert.Equal(0u, client.Statistics.AcknowledgedLsn);
        }

        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(new CdcPosition(100, 3), enumerator.Current.Position);
        await changes.AcknowledgeAsync(enumerator.Current.Position);
        Assert.Equal(100u, session.Acknowledged);
    }

    [Fact]
    public async Task Nor_are_transactions_that_the_loop_has_not_come_to()
    {
        await using var client = Manual();
        var transactions = client.SubscribeTransactions(ItemChange.Source);
        var session = _source.Session(Payload(300, Row(100, 0), Row(100, 1), Row(200, 0), Row(200, 1)));
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await client.AcknowledgeAsync(new CdcPosition(1000, 0));
        Assert.Equal(0u, client.Statistics.AcknowledgedLsn);
        // A transaction is done when its position says so, however much of it was read.
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(0u, client.Statistics.AcknowledgedLsn);
        await transactions.AcknowledgeAsync(enumerator.Current.Position);
        Assert.Equal(300u, session.Acknowledged);
    }

    [Fact]
    public async Task A_batch_that_was_handed_out_is_acknowledged_by_its_last_position()
    {
        await using var client = Manual();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(Payload(100, 0, 3));
        await using var enumerator = items.Batches.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await items.AcknowledgeAsync(new CdcPosition(100, 1));
        Assert.Equal(0u, session.Acknowledged);
        await items.AcknowledgeAsync(new CdcPosition(100, 2));
        Assert.Equal(100u, session.Acknowledged);
    }

    [Fact]
    public async Task A_transaction_of_several_payloads_is_acknowledged_with_its_end()
    {
        await using var client = Manual();
        var transactions = client.SubscribeTransactions(ItemChange.Source);
        // The end comes by itself, behind rows of tables that nobody asked for.
        var session = _source.Session(
            Payload(0, Row(100, 0)), Payload(0, Row(100, 1)), MemorySource.Progress(100), Payload(200, Row(200, 0)));
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(2, (await ChangeStreamTests.TakeAsync(enumerator.Current, 100)).Count);
        await transactions.AcknowledgeAsync(enumerator.Current.Position);
        Assert.Equal(0u, session.Acknowledged);
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(100u, session.Acknowledged);
        await transactions.AcknowledgeAsync(enumerator.Current.Position);
        Assert.Equal(200u, session.Acknowledged);
    }

    [Fact]
    public async Task One_position_acknowledges_all_batches_before_it_and_an_earlier_one_takes_nothing_back()
    {
        await using var client = Manual();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(Payload(100, 0, 1), Payload(200, 0, 2), Payload(300, 0, 1), Payload(400, 0, 1));
        await using var enumerator = items.GetAsyncEnumerator();
        for (var i = 0; i < 4; i++)
            Assert.True(await enumerator.MoveNextAsync());
        await items.AcknowledgeAsync(new CdcPosition(400, 0));
        Assert.Equal(300u, session.Acknowledged);
        await items.AcknowledgeAsync(new CdcPosition(100, 0));
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(300u, session.Acknowledged);
        var waiting = enumerator.MoveNextAsync();
        Assert.Equal(400u, session.Acknowledged);
        await client.StopAsync();
        Assert.False(await waiting);
    }

    [Fact]
    public async Task What_the_loop_has_moved_past_is_acknowledged_at_once_wherever_the_loop_is()
    {
        await using var client = Manual();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(Payload(100, 0, 2), Payload(200, 0, 2));
        await using var enumerator = items.GetAsyncEnumerator();
        for (var i = 0; i < 3; i++)
            Assert.True(await enumerator.MoveNextAsync());
        await items.AcknowledgeAsync(new CdcPosition(100, 1));
        Assert.Equal(100u, session.Acknowledged);
        await items.AcknowledgeAsync(new CdcPosition(200, 1));
        Assert.Equal(100u, session.Acknowledged);
    }

    [Fact]
    public async Task A_position_given_to_the_client_is_one_for_all_of_its_streams()
    {
        await using var client = Manual();
        var (items, parts) = (client.Subscribe<ItemChange, ItemBatch>(), client.Subscribe<PartChange, PartBatch>());
        var session = _source.Session(TwoTables(100));
        await using var ofItems = items.GetAsyncEnumerator();
        await using var ofParts = parts.GetAsyncEnumerator();
        for (var i = 0; i < 2; i++)
        {
            Assert.True(await ofItems.MoveNextAsync());
            Assert.True(await ofParts.MoveNextAsync());
        }

        await client.AcknowledgeAsync(ofItems.Current.Position);
        Assert.Equal(0u, session.Acknowledged);
        await client.AcknowledgeAsync(ofParts.Current.Position);
        Assert.Equal(100u, session.Acknowledged);
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

    internal static byte[] Payload(ulong lsn, uint first, int rows, ulong? progress = null) => Payload(
        progress ?? lsn, [.. Enumerable.Range(0, rows).Select(row => Row(lsn, first + (uint)row))]);

    /// <summary>Rows of items, whose ids are the sums of the two parts of their positions, and progress if it is not 0.</summary>
    internal static byte[] Payload(ulong progress, params CdcPosition[] rows) =>
        FrameBytes.Concat([.. Frames(1, "items", rows), .. progress == 0 ? Array.Empty<byte[]>() : [MemorySource.Progress(progress)]]);

    internal static CdcPosition Row(ulong lsn, uint sequence) => new(lsn, sequence);

    internal static byte[][] Frames(uint relation, string table, CdcPosition[] rows, string schema = "public")
    {
        var streamed = new StreamedTable(new string('I', rows.Length), schema, table) { Positions = rows }
            .Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. rows.Select(row => (long?)((long)row.Lsn + row.Sequence))]));
        return [MemorySource.OfRelation(streamed.SchemaFrame(), relation), MemorySource.OfRelation(streamed.BatchFrame(), relation)];
    }

    /// <summary>Two items, and two parts, by turns.</summary>
    private static byte[] TwoTables(ulong lsn) => FrameBytes.Concat(
    [
        .. Frames(1, "items", [Row(lsn, 0), Row(lsn, 2)]),
        .. Frames(2, "parts", [Row(lsn, 1), Row(lsn, 3)]),
        MemorySource.Progress(lsn),
    ]);

    internal static async Task ReceivedAsync(CdcClient client, ulong position)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (client.Statistics.ReceivedLsn < position)
            await Task.Delay(1, limit.Token);
    }

    private CdcClient Manual() => _source.Client(options => options.Acknowledgement = CdcAcknowledgement.Manual);
}
