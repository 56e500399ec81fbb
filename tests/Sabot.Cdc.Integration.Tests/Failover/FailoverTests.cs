using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Integration.Tests.Tool;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Failover;

/// <summary>A primary that dies, and a standby that takes its place with a copy of the slot (PostgreSQL 17 and later).</summary>
[Collection(PairCollection.Name)]
public sealed class FailoverTests(ITestOutputHelper output)
{
    private const int TimelineChanged = 22;
    private const int SlotIsFailover = 23;

    [PairTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryChangeThatTheStandbyHasComesOnceAndInOrder(bool synchronous)
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "failover");
        var promoted = database.At(pair.Standby);
        var random = Seed.Create(output);
        var log = new OutputLogger(output);
        await using var client = new CdcClient(Options(pair, database), log);
        var accounts = Follower.Start(client.Accounts(), change => (change.Position, change.Key.Id, Amount: (decimal)change.After!.Value.Balance));
        var transfers = Follower.Start(client.Transfers(), change => (change.Position, change.Key.Id, change.After!.Value.Amount));
        await database.StreamingAsync();
        Assert.True(await database.QueryAsync<bool>("SELECT failover FROM pg_replication_slots WHERE slot_name = 'failover'"));

        var writer = new TransferWriter(database.ConnectionString, new Random(random.Next()));
        var writing = Task.Run(() => writer.RunAsync(CancellationToken.None));
        await pair.SynchronizeSlotsAsync(guarded: true, synchronous);
        await pair.SlotIsSyncedAsync(database.Slot);
        await transfers.WaitForAsync(transfers.Count + random.Next(100, 1000));
        // What the primary commits from here on, the standby does not have.
        if (!synchronous)
        {
            await pair.Standby.SetAsync("primary_conninfo", "");
            await Task.Delay(random.Next(200, 700));
        }

        await pair.Primary.KillAsync();
        await Wait.ForAsync(writing, "the writer ends with its server");
        var received = (accounts.Count, transfers.Count);
        await pair.Standby.PromoteAsync();
        var kept = (await LastAsync(promoted, "accounts"), Transfers: await LastAsync(promoted, "transfers"));
        output.WriteLine($"committed {writer.Committed}, kept {kept}, received at the primary's end {received}");
        if (synchronous)
            Assert.True(kept.Transfers >= writer.Committed.Transfers, $"Committed is {writer.Committed}, and kept {kept}.");
        else
            Assert.True(kept.Transfers < writer.Committed.Transfers, $"Nothing was lost with the primary: {kept}.");

        using var enough = new CancellationTokenSource();
        writing = Task.Run(() => new TransferWriter(promoted.ConnectionString, new Random(random.Next())).RunAsync(enough.Token));
        await transfers.WaitForAsync((int)kept.Transfers + random.Next(100, 1000));
        await enough.CancelAsync();
        await writing;
        await promoted.CaughtUpAsync(client);

        CheckRows(await RowsAsync(promoted, "SELECT id, balance::numeric FROM accounts ORDER BY id"), accounts.Items);
        CheckRows(await RowsAsync(promoted, "SELECT id, amount FROM transfers ORDER BY id"), transfers.Items);
        Assert.Contains("on timeline 2 instead of 1", Assert.Single(log.Texts(TimelineChanged)), StringComparison.Ordinal);

        // What was acknowledged, at either of the servers, does not come again.
        await client.StopAsync();
        await promoted.ExecuteAsync("INSERT INTO accounts VALUES (-1, 0)");
        await using var next = new CdcClient(Options(pair, database));
        Assert.Equal([-1], await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));
    }

    [PairFact]
    public async Task AStandbyWithoutWhatWasReceivedIsRefused()
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "failed_over");
        await pair.SynchronizeSlotsAsync(guarded: false, synchronous: false);
        await using var client = new CdcClient(Options(pair, database), new OutputLogger(output));
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await pair.SlotIsSyncedAsync(database.Slot);
        await pair.CutStandbyOffAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
        Assert.Equal([1, 2], await rows.WaitForAsync(2));

        await pair.Primary.KillAsync();
        await pair.Standby.PromoteAsync();
        await database.At(pair.Standby).ExecuteAsync("INSERT INTO accounts VALUES (3, 0)");

        var error = await Assert.ThrowsAsync<CdcPositionException>(() => Wait.ForAsync(rows.Completion, "the stream ends"));
        Assert.Contains("synchronized_standby_slots", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2], rows.Items);
    }

    [PairFact]
    public async Task AStandbyWithoutACopyOfTheSlotIsATypedError()
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "not_copied");
        await using var client = new CdcClient(Options(pair, database), new OutputLogger(output));
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);
        await pair.StandbyIsCurrentAsync();
        Assert.Contains("[slot-failover]", await DoctorAsync(database), StringComparison.Ordinal);
        await pair.Primary.SetAsync("synchronized_standby_slots", "standby");
        Assert.DoesNotContain("[slot-failover]", await DoctorAsync(database), StringComparison.Ordinal);

        await pair.Primary.KillAsync();
        await pair.Standby.PromoteAsync();

        var error = await Assert.ThrowsAsync<CdcSlotException>(() => Wait.ForAsync(rows.Completion, "the stream ends"));
        Assert.Equal(CdcSlotProblem.Missing, error.Problem);
        Assert.Contains("must show the slot as synced and not temporary", error.Message, StringComparison.Ordinal);
        Assert.False(await pair.Standby.QueryAsync<bool>("SELECT count(*) > 0 FROM pg_replication_slots"));
    }

    // Progress is not a change: a standby may lack it, and nothing is lost by that unless it is confirmed there.
    [PairFact]
    public async Task ProgressThatOnlyTheOldPrimaryMadeIsNotConfirmedToTheNewOne()
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "idle_failover");
        var promoted = database.At(pair.Standby);
        await pair.SynchronizeSlotsAsync(guarded: false, synchronous: false);
        await using (var client = new CdcClient(Options(pair, database), new OutputLogger(output)))
        {
            await using var changes = client.Accounts().GetAsyncEnumerator();
            var change = changes.MoveNextAsync();
            await database.StreamingAsync();
            await pair.SlotIsSyncedAsync(database.Slot);
            await MakeProgressWithoutStandbyAsync(pair, database, client);
            await pair.Primary.KillAsync();
            await pair.Standby.PromoteAsync();
            await promoted.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            Assert.True(await Wait.ForAsync(change.AsTask(), "the new primary's change"));
            Assert.Equal(1, changes.Current.Key.Id);
            // Time for reports, while the change is not done.
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        await using var next = new CdcClient(Options(pair, database), new OutputLogger(output));
        Assert.Equal([1], await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));
    }

    // Its stored position is one of the old primary, and would skip changes of the new one.
    [PairTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task AStoredPositionThatTheStandbyDoesNotHaveIsRefused(bool restarts, bool hasTimeline)
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "stored_failover");
        var promoted = database.At(pair.Standby);
        await pair.SynchronizeSlotsAsync(guarded: false, synchronous: false);
        await database.CreateSlotAsync();
        (CdcPosition Position, CdcTimeline Timeline)? stored = null;
        var log = new OutputLogger(output);
        await using var client = Storing();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        Assert.Contains("Slot stored_failover was no failover slot", Assert.Single(log.Texts(SlotIsFailover)), StringComparison.Ordinal);
        await pair.SlotIsSyncedAsync(database.Slot);
        await MakeProgressWithoutStandbyAsync(pair, database, client);
        await Wait.UntilAsync(() => Task.FromResult(stored?.Position.Lsn == client.Statistics.AcknowledgedLsn), "progress is stored");
        if (restarts)
            await client.DisposeAsync();
        await pair.Primary.KillAsync();
        await pair.Standby.PromoteAsync();
        await promoted.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        if (!restarts)
        {
            Refused(await Assert.ThrowsAsync<CdcPositionException>(() => Wait.ForAsync(rows.Completion, "the stream is refused")));
            Assert.Empty(rows.Items);
            return;
        }

        // The number alone looks like one of the new primary, once that has as much WAL.
        await promoted.ExecuteAsync("INSERT INTO transfers SELECT n, 0, n FROM generate_series(1, 100000) n");
        await promoted.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
        await using var next = Storing();
        var changes = Follower.Start(next.Accounts(), change => change.Key.Id);
        if (hasTimeline)
            Refused(await Assert.ThrowsAsync<CdcPositionException>(() => Wait.ForAsync(changes.Completion, "the stream is refused")));
        else
            Assert.Equal([2], await changes.WaitForAsync(1));

        CdcClient Storing()
        {
            var options = Options(pair, database);
            options.StartPosition = stored?.Position;
            options.StartTimeline = hasTimeline ? stored?.Timeline : null;
            options.SavePosition = (position, timeline, _) =>
            {
                stored = (position, timeline);
                return ValueTask.CompletedTask;
            };
            return new CdcClient(options, log);
        }

        void Refused(CdcPositionException error)
        {
            Assert.Contains($"everything up to {Lsn(stored!.Value.Position)} was received from the one before it", error.Message, StringComparison.Ordinal);
            Assert.Contains("start without a StartPosition (synchronized_standby_slots", error.Message, StringComparison.Ordinal);
        }

        static string Lsn(CdcPosition position) => position.ToString().Split(':')[0];
    }

    /// <summary>Lets the client confirm WAL of a table it does not follow, and that the standby does not get.</summary>
    private static async Task MakeProgressWithoutStandbyAsync(ServerPair pair, TestDatabase database, CdcClient client)
    {
        await pair.CutStandbyOffAsync();
        await database.ExecuteAsync("INSERT INTO transfers SELECT n, 0, n FROM generate_series(1, 50000) n");
        await database.CaughtUpAsync(client);
    }

    // Without Target Session Attributes: a failover slot is the primary's.
    private static CdcOptions Options(ServerPair pair, TestDatabase database)
    {
        var options = database.Options();
        options.ConnectionString = pair.ConnectionStringOf(database.Name, role: null);
        options.FailoverSlot = true;
        options.MaxReconnectDelay = TimeSpan.FromSeconds(1);
        return options;
    }

    private static async Task<string> DoctorAsync(TestDatabase database) =>
        (await ToolRun.RunAsync(database.ConnectionString, "doctor", "--slot", database.Slot)).Output;

    private static Task<long> LastAsync(TestDatabase database, string table) =>
        database.QueryAsync<long>($"SELECT coalesce(max(id), 0)::int8 FROM {table}");

    private static async Task<List<(long Id, decimal Amount)>> RowsAsync(TestDatabase database, string query)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(long, decimal)>();
        while (await reader.ReadAsync())
            rows.Add((reader.GetInt64(0), reader.GetDecimal(1)));
        return rows;
    }

    // Ids grow in commit order, within a transaction too.
    private static void CheckRows(List<(long Id, decimal Amount)> expected, List<(CdcPosition Position, long Id, decimal Amount)> received)
    {
        Assert.Equal(expected, received.Select(row => (row.Id, row.Amount)));
        Assert.All(received.Zip(received.Skip(1)), pair => Assert.True(pair.First.Position.CompareTo(pair.Second.Position) < 0));
    }
}
