using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Connections and servers that go away and come back within one enumeration.</summary>
[Collection(SpareServerCollection.Name)]
public sealed class ReconnectTests(ServerFixture fixture, ITestOutputHelper output)
{
    private readonly PostgresServer _server = fixture.Server;

    [Fact]
    public async Task EveryChangeComesOnceAndInOrderThoughTheWalSenderIsKilledAgainAndAgain()
    {
        const int Kills = 8;
        await using var database = await TestDatabase.CreateAsync(_server, "walsender_killed");
        await database.CreateSlotAsync();
        var random = Seed.Create(output);
        await using var client = database.Client(options => options.ReconnectDelay = TimeSpan.FromMilliseconds(10));
        var rows = Follower.Start(client.Accounts(), change => (change.Position, change.Key.Id));
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(database, new Random(random.Next()), enough.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            await database.StreamingAsync();
            await Task.Delay(random.Next(150));
            await database.EndClientsAsync();
        }

        await database.StreamingAsync();
        await enough.CancelAsync();
        var written = await writing;
        await database.CaughtUpAsync(client);
        await StoppedAsync(client, rows, written);
        Assert.Equal(rows.Items.Count, client.Statistics.ChangesReceived);
    }

    [Theory]
    [InlineData(ShutdownMode.Fast)]
    [InlineData(ShutdownMode.Immediate)]
    public async Task EveryChangeComesOnceAndInOrderThoughTheServerIsRestarted(ShutdownMode mode)
    {
        await using var database = await TestDatabase.CreateAsync(_server, "restarted_under_stream");
        await database.CreateSlotAsync();
        var random = Seed.Create(output);
        await using var client = database.Client();
        var rows = Follower.Start(client.Accounts(), change => (change.Position, change.Key.Id));
        long written = 0;
        for (var restart = 0; restart < 3; restart++)
        {
            using var enough = new CancellationTokenSource();
            var writing = WriteAsync(database, new Random(random.Next()), enough.Token, written);
            await rows.WaitForAsync((int)written + random.Next(1, 300));
            await _server.RestartAsync(mode);
            await enough.CancelAsync();
            written = await writing;
            await database.ExecuteAsync($"INSERT INTO accounts VALUES ({++written}, 0)");
        }

        await database.CaughtUpAsync(client);
        await StoppedAsync(client, rows, written);
    }

    // The server waits for a client that has confirmed anything to confirm everything, for ever if it answers;
    // docs/delivery.md says how to let go.
    [Fact]
    public async Task AServerThatWaitsForAConsumerThatCannotFinishEndsOnceThatIsDisposed()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "held_shutdown");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Task restart;
        await using (var client = database.Client())
        await using (var changes = client.Accounts().GetAsyncEnumerator())
        {
            Assert.True(await changes.MoveNextAsync());
            await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
            Assert.True(await changes.MoveNextAsync());
            await Wait.UntilAsync(
                () => database.QueryAsync<bool>("SELECT count(flush_lsn) > 0 FROM pg_stat_replication"),
                "the first change is confirmed");
            restart = _server.RestartAsync(ShutdownMode.Fast);
            await Task.Delay(TimeSpan.FromSeconds(2));
            Assert.False(restart.IsCompleted);
        }

        await restart.WaitAsync(TimeSpan.FromSeconds(20));
        await using var next = database.Client();
        await foreach (var change in next.Accounts())
        {
            if (change.Key.Id == 2)
                break;
        }
    }

    [Fact]
    public async Task ATransactionThatIsCutByALostConnectionIsDeliveredOnceAndAcknowledgedWhole()
    {
        const int Rows = 50_000;
        await using var database = await TestDatabase.CreateAsync(_server, "cut_transaction");
        await database.CreateSlotAsync();
        await database.ExecuteAsync($"INSERT INTO accounts SELECT n, 0 FROM generate_series(1, {Rows}) n; TRUNCATE accounts, transfers");
        await database.ExecuteAsync("INSERT INTO transfers SELECT n, 0, 0 FROM generate_series(1, 10) n");
        await using var client = database.Client(options => (options.MaxBatchRows, options.QueueCapacity) = (500, 2));
        var (accounts, transfers) = (client.Accounts(), client.Transfers());
        var seen = new List<(CdcPosition, CdcChangeKind)>();
        var others = Follower.Start(transfers, change => (change.Position, change.Kind));
        using var leave = new CancellationTokenSource();
        var killed = 0;
        await foreach (var change in accounts.WithCancellation(leave.Token))
        {
            seen.Add((change.Position, change.Kind));
            if (seen.Count is 1_234 or 20_000 or 44_444)
            {
                await database.EndClientsAsync();
                killed++;
            }

            if (change.Kind == CdcChangeKind.Truncate)
                break;
        }

        Assert.Equal(3, killed);
        Assert.Equal(Rows + 1, seen.Count);
        Assert.Equal(Rows + 1, seen.Distinct().Count());
        Assert.Equal(seen.OrderBy(change => change.Item1), seen);
        Assert.Equal(11, (await others.WaitForAsync(11)).Count);
        Assert.Equal(seen[^1].Item1, others.Items[0].Position);
        Assert.True(client.Statistics.AcknowledgedLsn < seen[^1].Item1.Lsn);
    }

    private static async Task StoppedAsync(CdcClient client, Follower<(CdcPosition Position, long Id)> rows, long written)
    {
        await client.StopAsync();
        await Wait.ForAsync(rows.Completion, "the stream ends normally");
        Assert.Equal(Enumerable.Range(1, (int)written).Select(n => (long)n), rows.Items.Select(row => row.Id));
        Assert.Equal(rows.Items.Count, rows.Items.Select(row => row.Position).Distinct().Count());
    }

    /// <summary>
    /// Inserts ids by turns in transactions of a few rows until it is cancelled or the server ends; returns the last id
    /// that was committed.
    /// </summary>
    private static async Task<long> WriteAsync(TestDatabase database, Random random, CancellationToken enough, long last = 0)
    {
        await using var connection = await database.OpenAsync();
        try
        {
            while (!enough.IsCancellationRequested)
            {
                var rows = random.Next(1, 20);
                await using var command = new NpgsqlCommand($"INSERT INTO accounts SELECT n, 0 FROM generate_series({last + 1}, {last + rows}) n", connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
                last += rows;
            }
        }
        catch (NpgsqlException)
        {
            // The server has ended. Whether the last transaction was committed before that, the table says.
            await Wait.UntilAsync(
                async () =>
                {
                    try
                    {
                        last = await database.QueryAsync<long?>("SELECT max(id) FROM accounts") ?? 0;
                        return true;
                    }
                    catch (NpgsqlException)
                    {
                        return false;
                    }
                },
                "the server is back");
        }

        return last;
    }
}
