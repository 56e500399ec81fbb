using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>Consumers that keep positions with their own data.</summary>
public class StoredPositionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ScriptedSource _source = new();
    private readonly List<CdcPosition> _saved = [];

    [Fact]
    public async Task Delivery_begins_in_the_middle_of_a_transaction_behind_what_was_done()
    {
        await using var client = Client(new CdcPosition(200, 1));
        var items = client.Subscribe<ItemChange, ItemBatch>();
        _source.Session(Payload(100, 0, 3), Payload(200, 0, 4), Payload(300, 0, 1));
        Assert.Equal([202, 203, 300], await TakeAsync(items, 3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_truncate_at_the_stored_position_comes_again_only_where_several_tables_are_followed(bool several)
    {
        await using var client = Client(new CdcPosition(100, 1));
        var changes = several
            ? client.SubscribeChanges(ItemChange.Source, PartChange.Source)
            : client.SubscribeChanges(ItemChange.Source);
        _source.Session(FrameBytes.Concat(
            [.. Truncated(1, "items"), .. Truncated(2, "parts"), MemorySource.Progress(200)]));
        List<string> seen = [];
        await foreach (var change in changes)
        {
            seen.Add($"{change.Table.Name} {change.Kind} {change.Position}");
            if (change.Position.Lsn == 200 && (!several || change.Table.Name == "parts"))
                break;
        }

        Assert.Equal(
            several
                ? ["items Truncate 0/64:1", "parts Truncate 0/64:1", "items Insert 0/C8:0", "parts Insert 0/C8:0"]
                : ["items Insert 0/C8:0"],
            seen);

        static byte[][] Truncated(uint relation, string table)
        {
            var rows = new StreamedTable("ITI", "public", table) { Positions = [new(100, 0), new(100, 1), new(200, 0)] }
                .Column("id", "bigint", Values.Fixed<long>(Apache.Arrow.Types.Int64Type.Default, 1, null, 2));
            return [MemorySource.OfRelation(rows.SchemaFrame(), relation), MemorySource.OfRelation(rows.BatchFrame(), relation)];
        }
    }

    [Fact]
    public async Task The_stored_position_holds_over_a_reconnect_before_anything_new_came()
    {
        await using var client = Client(new CdcPosition(200, 1));
        var items = client.Subscribe<ItemChange, ItemBatch>();
        _source.Session(Payload(100, 0, 3)).Lose();
        _source.Session(Payload(100, 0, 3), Payload(200, 0, 2), Payload(300, 0, 1));
        Assert.Equal([300], await TakeAsync(items, 1));
    }

    [Fact]
    public async Task The_server_is_told_of_idle_progress_only_when_it_is_stored()
    {
        var storing = new TaskCompletionSource();
        await using var client = Client(null, async (position, _) =>
        {
            await storing.Task;
            _saved.Add(position);
        });
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(MemorySource.Progress(150));
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await ManualAcknowledgementTests.ReceivedAsync(client, 150);
        Assert.Equal(0u, session.Acknowledged);
        storing.SetResult();
        await Wait.UntilAsync(() => session.Acknowledged == 150, limit: Limit);
        Assert.Equal([new CdcPosition(150, uint.MaxValue)], _saved);
        await client.StopAsync();
        Assert.False(await moving);
    }

    [Fact]
    public async Task Positions_of_changes_are_the_consumers_to_store()
    {
        await using var client = Client(new CdcPosition(120, 0));
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(MemorySource.Progress(120), Payload(200, 0, 2));
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.True(await enumerator.MoveNextAsync());
        var moving = enumerator.MoveNextAsync();
        Assert.Equal(200u, session.Acknowledged);
        Assert.Empty(_saved);
        await client.StopAsync();
        Assert.False(await moving);
        Assert.Empty(_saved);
    }

    [Fact]
    public async Task Stopping_stores_and_tells_the_last_idle_progress()
    {
        await using var client = Client(null);
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(MemorySource.Progress(150));
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await Wait.UntilAsync(() => session.Acknowledged == 150, limit: Limit);
        session.Send(MemorySource.Progress(170));
        await ManualAcknowledgementTests.ReceivedAsync(client, 170);
        await client.StopAsync();
        Assert.False(await moving);
        Assert.Equal(new CdcPosition(170, uint.MaxValue), _saved[^1]);
        Assert.Equal(170u, session.Confirmed);
    }

    [Fact]
    public async Task A_position_that_cannot_be_stored_fails_the_streams_and_is_not_told()
    {
        await using var client = Client(null, (_, _) => throw new IOException("disk full"));
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(MemorySource.Progress(150));
        var error = await Assert.ThrowsAsync<CdcPositionException>(() => TakeAsync(items, 1));
        Assert.Contains("disk full", error.Message);
        Assert.Equal(0u, session.Acknowledged);
        await Wait.UntilAsync(() => client.Life.Now.Phase == ConnectionPhase.Failed, limit: Limit);
        Assert.True(session.IsDisposed);
    }

    [Fact]
    public async Task One_position_goes_with_one_stream()
    {
        await using var client = Client(null);
        client.Subscribe<ItemChange, ItemBatch>();
        var error = Assert.Throws<InvalidOperationException>(() => client.Subscribe<PartChange, PartBatch>());
        Assert.Contains("Changes() or Transactions()", error.Message);
    }

    private static byte[] Payload(ulong lsn, uint first, int rows) => ManualAcknowledgementTests.Payload(lsn, first, rows);

    private static async Task<List<long>> TakeAsync(IAsyncEnumerable<ItemChange> items, int count)
    {
        List<long> ids = [];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var change in items.WithCancellation(limit.Token))
        {
            ids.Add(change.Id);
            if (ids.Count == count)
                break;
        }

        return ids;
    }

    private CdcClient Client(CdcPosition? start, Func<CdcPosition, CancellationToken, ValueTask>? save = null) =>
        _source.Client(options =>
        {
            options.StartPosition = start;
            options.SavePosition = (position, timeline, token) =>
            {
                Assert.Equal(new CdcTimeline(7, 1), timeline);
                if (save is not null)
                    return save(position, token);
                _saved.Add(position);
                return ValueTask.CompletedTask;
            };
        });
}
