using Sabot.Cdc.Integration.Tests.Harness;
using Xunit.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>What consumers see of connections that are lost: nothing.</summary>
public class ReconnectTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task Every_change_comes_once_and_in_order_however_often_the_connection_is_lost()
    {
        var random = Seed.Create(output);
        for (var run = 0; run < 40; run++)
        {
            var wal = new WalModel(random, transactions: 30);
            List<(CdcPosition, CdcChangeKind, long)> items = [];
            List<(CdcPosition, CdcChangeKind, long)> parts = [];
            var source = new ModelSource(wal, new Random(random.Next()), position =>
            {
                // A change that is not done is not acknowledged.
                Assert.Equal(wal.Changes(0).Count(change => change.Position.Lsn <= position), CountUpTo(items, position));
                Assert.Equal(wal.Changes(1).Count(change => change.Position.Lsn <= position), CountUpTo(parts, position));
            });
            await using var client = new CdcClient(
                ScriptedSource.Options(options => options.QueueCapacity = random.Next(1, 6)), source, null);
            var (itemStream, partStream) =
                (client.Subscribe<ItemChange, ItemBatch>(), client.Subscribe<PartChange, PartBatch>());
            var following = Task.WhenAll(
                FollowAsync(itemStream, change => Seen(change.View), items),
                FollowAsync(partStream, change => Seen(change.View), parts));
            await Wait.UntilAsync(() => client.Statistics.AcknowledgedLsn == wal.End || following.IsFaulted, limit: Limit);
            await client.StopAsync();
            await following;

            Assert.Equal(wal.Changes(0), items);
            Assert.Equal(wal.Changes(1), parts);
            Assert.Equal(items.Count + parts.Count, client.Statistics.ChangesReceived);
            Assert.Null(source.Failure);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changes_of_all_tables_and_whole_transactions_come_once_and_in_order_too(bool asTransactions)
    {
        var random = Seed.Create(output);
        for (var run = 0; run < 40; run++)
        {
            var wal = new WalModel(random, transactions: 20);
            var source = new ModelSource(wal, new Random(random.Next()), _ => { });
            await using var client = new CdcClient(
                ScriptedSource.Options(options => options.QueueCapacity = random.Next(1, 6)), source, null);
            CdcChangeSource[] tables = [ItemChange.Source, PartChange.Source];
            List<List<(CdcPosition, CdcChangeKind, CdcTable)>> transactions = [];
            List<(CdcPosition, CdcChangeKind, CdcTable)> changes = [];
            var following = asTransactions
                ? FollowTransactionsAsync(client.SubscribeTransactions(tables), transactions)
                : FollowAsync(client.SubscribeChanges(tables), Seen, changes);
            await Wait.UntilAsync(() => client.Statistics.AcknowledgedLsn == wal.End || following.IsFaulted, limit: Limit);
            await client.StopAsync();
            await following;

            if (asTransactions)
                Assert.Equal(wal.Transactions(), transactions);
            else
                Assert.Equal(wal.Transactions().SelectMany(rows => rows), changes);
        }
    }

    [Fact]
    public async Task Progress_that_is_stated_again_from_an_earlier_position_acknowledges_nothing_twice()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var first = _source.Session(MemorySource.Progress(100), MemorySource.Progress(200));
        List<ulong> acknowledged = [];
        var second = _source.Session();
        second.Acknowledging = acknowledged.Add;
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await Wait.UntilAsync(() => first.Acknowledged == 200, limit: Limit);
        first.Lose();
        second.Send(MemorySource.Progress(150));
        second.Send(MemorySource.Progress(300));
        await Wait.UntilAsync(() => second.Acknowledged == 300, limit: Limit);
        Assert.Equal([200, 300], acknowledged);
        await client.StopAsync();
        Assert.False(await moving);
        Assert.True(first.IsDisposed && second.IsDisposed);
        Assert.Equal(300u, second.Confirmed);
    }

    [Fact]
    public async Task What_the_slot_had_confirmed_at_the_start_is_not_delivered_when_a_crashed_server_sends_it_again()
    {
        var wal = new WalModel(new Random(4), 10);
        await using var client = _source.Client();
        _source.Session(500).Lose();
        _source.Session(200, [.. wal.Payloads(200, new Random(4))]);
        var items = client.Subscribe<ItemChange, ItemBatch>();
        List<(CdcPosition, CdcChangeKind, long)> seen = [];
        var following = FollowAsync(items, change => Seen(change.View), seen);
        await Wait.UntilAsync(() => client.Statistics.AcknowledgedLsn == wal.End || following.IsFaulted, limit: Limit);
        await client.StopAsync();
        await following;
        Assert.Equal(wal.Changes(0, after: new CdcPosition(500, uint.MaxValue)), seen);
    }

    [Fact]
    public async Task Tables_of_one_name_in_two_schemas_are_resumed_each_where_it_is()
    {
        await using var client = _source.Client();
        _source.Session(Of("public", 1, 100, 300), Of("stock", 2, 200)).Lose();
        _source.Session(Of("stock", 1, 200, 250), Of("public", 2, 100, 300, 350), MemorySource.Progress(400));
        List<string> seen = [];
        var following = FollowBatchesAsync(client.Tables(), seen);
        await Wait.UntilAsync(() => client.Statistics.AcknowledgedLsn == 400 || following.IsFaulted, limit: Limit);
        await client.StopAsync();
        await following;
        Assert.Equal(["public 100", "public 300", "stock 200", "stock 250", "public 350"], seen);

        static byte[] Of(string schema, uint relation, params ulong[] lsns) => FrameBytes.Concat(
            ManualAcknowledgementTests.Frames(relation, "items", [.. lsns.Select(lsn => new CdcPosition(lsn, 0))], schema));
    }

    [Fact]
    public async Task The_next_session_is_opened_with_what_was_acknowledged_and_what_was_received()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(
            ManualAcknowledgementTests.Payload(100, 0, 1), ManualAcknowledgementTests.Payload(200, new CdcPosition(200, 0), new CdcPosition(300, 0)));
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.True(await enumerator.MoveNextAsync());
        session.Lose();
        _source.Session();
        await Wait.UntilAsync(() => _source.Opened.Count == 2, limit: Limit);
        Assert.Equal([new ResumePoint(0, 0, 0), new ResumePoint(100, 300, 200)], _source.Opened);
    }

    [Fact]
    public async Task A_failure_before_the_first_session_is_thrown_at_once()
    {
        await using var client = _source.Client();
        _source.Failure(ScriptedSource.Lost());
        await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(client));
    }

    [Fact]
    public async Task A_client_may_wait_for_a_server_that_is_not_up_yet()
    {
        await using var client = _source.Client(options => options.WaitForServer = TimeSpan.FromMinutes(1));
        _source.Failure(ScriptedSource.Lost());
        _source.Failure(ScriptedSource.Lost());
        var items = new WalModel(new Random(1), 3);
        _source.Session([.. items.Payloads(0, new Random(1))]);
        Assert.True(await FirstAsync(client));
        Assert.Equal(3, _source.Opened.Count);
    }

    [Fact]
    public async Task What_somebody_has_to_correct_is_not_tried_again()
    {
        await using var client = _source.Client(options => options.WaitForServer = TimeSpan.FromMinutes(1));
        _source.Failure(new CdcConnectionException("wrong password", isTransient: false));
        Assert.Equal("wrong password", (await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(client))).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Attempts_are_limited_as_the_options_say(int attempts)
    {
        await using var client = _source.Client(options => options.ReconnectAttempts = attempts);
        _source.Session().Lose();
        for (var i = 0; i < 10; i++)
            _source.Failure(ScriptedSource.Lost());
        await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(client));
        Assert.Equal(1 + attempts, _source.Opened.Count);
    }

    [Fact]
    public async Task A_session_that_delivers_something_starts_the_count_of_attempts_anew()
    {
        await using var client = _source.Client(options => options.ReconnectAttempts = 1);
        for (var i = 0; i < 5; i++)
            _source.Session(MemorySource.Progress(100)).Lose();
        _source.Session().Lose();
        await Assert.ThrowsAsync<CdcConnectionException>(() => FirstAsync(client));
        Assert.Equal(6, _source.Opened.Count);
    }

    [Fact]
    public async Task A_connection_that_was_there_for_long_starts_the_count_anew_though_nothing_came()
    {
        var longest = TimeSpan.FromMilliseconds(50);
        await using var client = _source.Client(
            options => (options.ReconnectAttempts, options.MaxReconnectDelay) = (1, longest));
        var following = FirstAsync(client);
        for (var i = 0; i < 4; i++)
        {
            var session = _source.Session();
            await Wait.UntilAsync(() => _source.Opened.Count == i + 1, limit: Limit);
            await Task.Delay(2 * longest);
            session.Lose();
        }

        _source.Session(MemorySource.Progress(100));
        await Wait.UntilAsync(() => _source.Opened.Count == 5 || following.IsCompleted, limit: Limit);
        Assert.False(following.IsCompleted);
        await client.StopAsync();
        Assert.False(await following);
    }

    [Fact]
    public async Task A_temporary_slot_that_is_lost_with_its_connection_is_a_typed_error()
    {
        await using var client = _source.Client(options => options.TemporarySlot = true);
        _source.Session().Lose();
        var error = await Assert.ThrowsAsync<CdcSlotException>(() => FirstAsync(client));
        Assert.Equal(CdcSlotProblem.Temporary, error.Problem);
        Assert.Contains("TemporarySlot = false", error.Message);
    }

    [Fact]
    public async Task What_is_queued_is_delivered_before_a_slot_that_is_gone_is_thrown()
    {
        var wal = new WalModel(new Random(2), 5);
        await using var client = _source.Client(options => options.QueueCapacity = 1000);
        var payloads = wal.Payloads(0, new Random(2));
        var session = _source.Session([.. payloads]);
        session.Lose();
        _source.Failure(SlotErrors.Gone("tests", 0, isFailover: false));
        var items = client.Subscribe<ItemChange, ItemBatch>();
        List<(CdcPosition, CdcChangeKind, long)> seen = [];
        var error = await Assert.ThrowsAsync<CdcSlotException>(async () =>
        {
            await foreach (var change in items)
            {
                await Wait.UntilAsync(() => _source.Opened.Count == 2, limit: Limit);
                seen.Add(Seen(change.View));
            }
        });
        Assert.Equal(CdcSlotProblem.Missing, error.Problem);
        Assert.Equal(wal.Changes(0), seen);
    }

    [Fact]
    public async Task Stopping_while_the_connection_is_away_drains_the_streams_and_tells_the_next_session()
    {
        var wal = new WalModel(new Random(3), 4);
        await using var client = _source.Client();
        _source.Session([.. wal.Payloads(0, new Random(3))]).Lose();
        var expected = wal.Changes(0);
        var items = client.Subscribe<ItemChange, ItemBatch>();
        List<(CdcPosition, CdcChangeKind, long)> seen = [];
        Task? stopping = null;
        ScriptedSession? last = null;
        await foreach (var change in items)
        {
            if (stopping is null)
            {
                await Wait.UntilAsync(() => _source.Attempts == 2 && client.Statistics.ReceivedLsn == wal.End, limit: Limit);
                stopping = client.StopAsync();
                await Wait.UntilAsync(() => _source.Cancelled == 1, limit: Limit);
                last = _source.Session();
            }

            seen.Add(Seen(change.View));
        }

        await stopping!.WaitAsync(Limit);
        Assert.Equal(expected, seen);
        Assert.Equal(wal.End, last!.Confirmed);
    }

    [Fact]
    public async Task Stopping_while_the_connection_is_away_ends_at_once_when_the_slot_is_known_to_have_everything()
    {
        await using var client = _source.Client();
        var session = _source.Session(MemorySource.Progress(100));
        var following = FirstAsync(client);
        await Wait.UntilAsync(() => session.Acknowledged == 100, limit: Limit);
        session.Confirmed = 100;
        session.Lose();
        await Wait.UntilAsync(() => session.IsDisposed, limit: Limit);
        await client.StopAsync().WaitAsync(TimeSpan.FromSeconds(2));
        Assert.False(await following);
        Assert.Single(_source.Opened);
    }

    [Fact]
    public async Task Stopping_while_the_connection_is_away_fails_when_the_slot_may_not_have_everything()
    {
        await using var client = _source.Client();
        var session = _source.Session(MemorySource.Progress(100), MemorySource.Progress(200));
        var following = FirstAsync(client);
        await Wait.UntilAsync(() => session.Acknowledged == 200, limit: Limit);
        session.Confirmed = 199;
        session.Lose();
        await Wait.UntilAsync(() => session.IsDisposed, limit: Limit);
        var error = await Assert.ThrowsAsync<CdcConnectionException>(() => client.StopAsync().WaitAsync(Limit));
        Assert.Contains("0/C8", error.Message);
        Assert.False(await following);
    }

    [Fact]
    public async Task What_a_slot_had_confirmed_is_no_more_than_what_it_says_after_a_crash()
    {
        await using var client = _source.Client();
        var session = _source.Session(MemorySource.Progress(200));
        var following = FirstAsync(client);
        await Wait.UntilAsync(() => session.Acknowledged == 200, limit: Limit);
        session.Confirmed = 200;
        session.Lose();
        var second = _source.Session(confirmed: 50);
        await Wait.UntilAsync(() => second.Acknowledged == 200, limit: Limit);
        second.Lose();
        await Wait.UntilAsync(() => _source.Attempts == 3, limit: Limit);
        var stopping = client.StopAsync();
        await Wait.UntilAsync(() => _source.Cancelled == 1, limit: Limit);
        var third = _source.Session(confirmed: 50);
        await stopping.WaitAsync(Limit);
        Assert.Equal(200u, third.Confirmed);
        Assert.False(await following);
    }

    [Fact]
    public async Task The_lag_is_counted_from_where_the_slot_is_before_anything_was_acknowledged()
    {
        await using var client = _source.Client();
        Assert.Equal(0u, client.Statistics.LagBytes);
        var session = _source.Session(confirmed: 1000, server: 5000);
        var following = FirstAsync(client);
        await Wait.UntilAsync(() => client.Statistics.LagBytes != 0, limit: Limit);
        Assert.Equal(4000u, client.Statistics.LagBytes);
        session.Send(MemorySource.Progress(3000));
        await Wait.UntilAsync(() => session.Acknowledged == 3000, limit: Limit);
        Assert.Equal(2000u, client.Statistics.LagBytes);
        await client.StopAsync();
        Assert.False(await following);
    }

    [Fact]
    public async Task Disposing_a_client_that_waits_for_a_connection_ends_its_streams()
    {
        var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        _source.Session().Lose();
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync().AsTask();
        await Wait.UntilAsync(() => _source.Opened.Count == 1, limit: Limit);
        await client.DisposeAsync().AsTask().WaitAsync(Limit);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => moving);
    }

    private static async Task FollowBatchesAsync(IAsyncEnumerable<CdcBatch> stream, List<string> seen)
    {
        await foreach (var batch in stream)
            seen.AddRange(Enumerable.Range(0, batch.Count).Select(row => $"{batch.Table.Schema} {batch.Position(row).Lsn}"));
    }

    private static (CdcPosition, CdcChangeKind, long) Seen(CdcChangeView change) =>
        (change.Position, change.Kind, change.Kind == CdcChangeKind.Truncate ? -1 : change.Row.GetInt64(0));

    private static (CdcPosition, CdcChangeKind, CdcTable) Seen(ICdcChange change) =>
        (change.Position, change.Kind, change.Table);

    private static async Task FollowTransactionsAsync(
        IAsyncEnumerable<CdcTransaction> stream, List<List<(CdcPosition, CdcChangeKind, CdcTable)>> seen)
    {
        await foreach (var transaction in stream)
        {
            List<(CdcPosition, CdcChangeKind, CdcTable)> changes = [];
            await foreach (var change in transaction)
                changes.Add(Seen(change));
            seen.Add(changes);
        }
    }

    private static int CountUpTo(List<(CdcPosition Position, CdcChangeKind, long)> seen, ulong lsn)
    {
        lock (seen)
            return seen.Count(change => change.Position.Lsn <= lsn);
    }

    private static async Task FollowAsync<TChange, T>(IAsyncEnumerable<TChange> stream, Func<TChange, T> keep, List<T> seen)
    {
        await foreach (var change in stream)
        {
            lock (seen)
                seen.Add(keep(change));
        }
    }

    private static async Task<bool> FirstAsync(CdcClient client)
    {
        await using var enumerator = client.Subscribe<ItemChange, ItemBatch>().GetAsyncEnumerator();
        return await enumerator.MoveNextAsync().AsTask().WaitAsync(Limit);
    }
}
