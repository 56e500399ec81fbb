using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Consumers slower than the source, and sources that have nothing for their consumer.</summary>
[Collection(ServerCollection.Name)]
public sealed class BackPressureTests(ServerFixture fixture)
{
    [Fact]
    public async Task AConsumerThatWaitsMakesTheSourceWaitAndLosesNothing()
    {
        const int BatchBytes = 64 << 10;
        const int Capacity = 4;
        const int Rows = 20_000;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slow_consumer");
        await database.CreateSlotAsync();
        await database.ExecuteAsync($"INSERT INTO documents SELECT n, 'document ' || n, repeat(md5(n::text), 32) FROM generate_series(1, {Rows}) n");
        await using var client = database.Client(options => (options.MaxBatchBytes, options.QueueCapacity) = (BatchBytes, Capacity));
        var wait = new TaskCompletionSource();
        var next = 1;

        var following = Task.Run(async () =>
        {
            await foreach (var change in client.Documents())
            {
                await wait.Task;
                var row = change.After!.Value;
                var length = row.HasBody ? row.BodyUtf8.Length : 0;
                if (row.Id != next || length != 1024)
                    Assert.Fail($"Change {next} is of document {row.Id} with {length} bytes.");
                if (next++ == Rows)
                    break;
            }
        });
        await Wait.UntilAsync(() => client.Statistics.PayloadsReceived > Capacity, "the queue is full");
        await Task.Delay(TimeSpan.FromSeconds(1));
        var held = client.Statistics.BytesReceived;
        wait.SetResult();
        await Wait.ForAsync(following, "all documents arrive");

        // The queue, the payload that waits to get into it, and a batch's last row each may be over the limit.
        Assert.InRange(held, 1, (Capacity + 2) * (BatchBytes + 8192));
        Assert.True(client.Statistics.BytesReceived > Rows * 1024L);
    }

    [Fact]
    public async Task AClientWithAFullQueueThatNobodyReadsStopsAndLosesNothing()
    {
        const int Rows = 1000;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "unread_queue");
        await using (var client = database.Client(options => (options.QueueCapacity, options.MaxBatchRows) = (1, 10)))
        {
            _ = client.Transfers();
            var accounts = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.StreamingAsync();
            await database.ExecuteAsync($"INSERT INTO transfers SELECT n, 0, 0 FROM generate_series(1, {Rows}) n");
            await Wait.UntilAsync(() => client.Statistics.PayloadsReceived > 1, "the queue is full");

            await Wait.ForAsync(client.StopAsync(), "the client stops");
            await Wait.ForAsync(accounts.Completion, "the stream that is read ends");
        }

        await using var next = database.Client();
        var transfers = await Follower.Start(next.Transfers(), change => change.Key.Id).WaitForAsync(Rows);
        Assert.Equal(Enumerable.Range(1, Rows).Select(n => (long)n), transfers);
    }

    [Fact]
    public async Task AConsumerThatTakesLongerThanTheServersTimeoutKeepsItsConnection()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "long_change");
        await database.ExecuteAsync("ALTER DATABASE long_change SET wal_sender_timeout = '2s'");
        await using var client = database.Client(options => (options.StatusInterval, options.QueueCapacity, options.MaxBatchRows) = (null, 1, 10));
        var pause = TimeSpan.FromSeconds(5);
        var rows = Follower.Start(client.Accounts(), change =>
        {
            if (change.Key.Id == 1)
                Thread.Sleep(pause);
            return change.Key.Id;
        });
        await database.StreamingAsync();
        var sender = await SenderAsync(database);

        // Enough to fill the queue, and to go on with after the pause.
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 1000) n");
        await rows.WaitForAsync(1000);

        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), rows.Items);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1001, 0)");
        await rows.WaitForAsync(1001);
        Assert.Equal(sender, await SenderAsync(database));
    }

    [Fact]
    public async Task TheSlotOfAnIdleDatabaseAdvancesWhileAnotherOneIsWritten()
    {
        await using var idle = await TestDatabase.CreateAsync(fixture.Server, "idle_database");
        await using var busy = await TestDatabase.CreateAsync(fixture.Server, "busy_database");
        await using var client = idle.Client();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await idle.StreamingAsync();

        await busy.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 10000) n");
        var end = await busy.WalEndAsync();

        await Wait.UntilAsync(async () => await idle.ConfirmedAsync() >= end, "the idle database's slot advances past the other database's changes");
        Assert.Empty(rows.Items);
        Assert.True(client.Statistics.LagBytes < 1 << 20, $"The client says that it is behind: {client.Statistics}");
    }

    [Fact]
    public async Task TheSlotAdvancesWhileOnlyTablesThatNobodyFollowsAreWritten()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "filtered_out");
        await using var client = database.Client();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();

        await database.ExecuteAsync("INSERT INTO transfers SELECT n, 0, 0 FROM generate_series(1, 10000) n");
        var end = await database.WalEndAsync();

        await Wait.UntilAsync(async () => await database.ConfirmedAsync() >= end, "the slot advances past the other table's changes");
        Assert.Empty(rows.Items);
    }

    [Fact]
    public async Task AChangeIsNotHeldBackWhenThereIsNothingMoreToDecode()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "latency");
        await using var client = database.Client(options => options.CoalesceInterval = TimeSpan.FromSeconds(10));
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();

        // The plugin may hold a transaction for 10 s while there is more to decode, but there is not.
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");

        await rows.WaitForAsync(1, TimeSpan.FromSeconds(5));
    }

    private static Task<int> SenderAsync(TestDatabase database) =>
        database.QueryAsync<int>($"SELECT active_pid FROM pg_replication_slots WHERE slot_name = '{database.Slot}'");
}
