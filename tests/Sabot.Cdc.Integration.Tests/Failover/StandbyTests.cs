using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Failover;

/// <summary>Changes streamed from a standby, which decodes for itself (PostgreSQL 16 and later).</summary>
[Collection(PairCollection.Name)]
public sealed class StandbyTests(ITestOutputHelper output)
{
    private const int SlotCreationWaits = 21;

    [PairTheory]
    [InlineData("the connection is lost")]
    [InlineData("the server is restarted")]
    public async Task TheStreamGoesOnWhenTheStandbyIsPromoted(string then)
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "on_standby");
        var standby = database.At(pair.Standby);
        await pair.StandbyIsCurrentAsync();
        var random = Seed.Create(output);
        await using var client = new CdcClient(Options(pair, database), new OutputLogger(output));
        var rows = Follower.Start(client.Transfers(), change => (change.Key.Id, change.After!.Value.Amount));
        await StreamingAsync(pair, standby);

        var writing = Task.Run(() => new TransferWriter(database.ConnectionString, new Random(random.Next())).RunAsync(CancellationToken.None));
        await rows.WaitForAsync(random.Next(100, 1000));
        await pair.Primary.KillAsync();
        await writing;
        await pair.Standby.PromoteAsync();

        // The stream has gone on, in the new timeline, before anything is connected anew.
        await WriteAsync(standby, rows, new Random(random.Next()));
        var pid = await standby.QueryAsync<int>("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'on_standby'");
        if (then == "the connection is lost")
            await standby.EndClientsAsync();
        else
            await pair.Standby.RestartAsync(ShutdownMode.Fast);
        await WriteAsync(standby, rows, new Random(random.Next()));
        await standby.CaughtUpAsync(client);

        Assert.NotEqual(pid, await standby.QueryAsync<int>("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'on_standby'"));
        var last = await standby.QueryAsync<long>("SELECT max(id) FROM transfers");
        Assert.Equal(Enumerable.Range(1, (int)last).Select(n => ((long)n, n % 89m)), rows.Items);
    }

    [PairFact]
    public async Task ASlotThatWaitsForThePrimaryIsSaidWithWhatMakesItGoOn()
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "waits_on_standby");
        // Logged or not, a transaction that is open holds the slot up.
        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("INSERT INTO transfers VALUES (1, 0, 0)", connection))
            await command.ExecuteNonQueryAsync();
        await pair.StandbyIsCurrentAsync();
        var log = new OutputLogger(output);
        await using var client = new CdcClient(Options(pair, database), log);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await Wait.UntilAsync(() => log.Texts(SlotCreationWaits).Count > 0, "it is said that the slot waits");
        Assert.Matches(
            "^Creating replication slot waits_on_standby on a standby has waited [0-9]+ s .* SELECT pg_log_standby_snapshot\\(\\) on the primary",
            log.Texts(SlotCreationWaits)[0]);
        await transaction.CommitAsync();
        await StreamingAsync(pair, database.At(pair.Standby));
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Assert.Equal([1], await rows.WaitForAsync(1));
    }

    // The stream's own timeline is the one that it began in, and the position is behind the promotion.
    [PairFact]
    public async Task AStoredPositionOfAStreamDuringWhichItsServerWasPromotedIsGoneOnFrom()
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "stored_on_standby");
        var standby = database.At(pair.Standby);
        await pair.StandbyIsCurrentAsync();
        CdcPosition position = default;
        CdcTimeline timeline;
        await using (var client = Client(null, null))
        {
            var rows = Follower.Start(client.Accounts(), change => (change.Key.Id, change.Position));
            await StreamingAsync(pair, standby);
            await pair.Primary.KillAsync();
            await pair.Standby.PromoteAsync();
            await standby.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            position = (await rows.WaitForAsync(1))[0].Position;
            await standby.CaughtUpAsync(client);
            timeline = client.ServerTimeline!.Value;
            await client.StopAsync();
        }

        Assert.Equal(1u, timeline.Id);
        await standby.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
        await using var next = Client(position, timeline);
        Assert.Equal([2], await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));
        Assert.Equal(timeline with { Id = 2 }, next.ServerTimeline);

        CdcClient Client(CdcPosition? start, CdcTimeline? of)
        {
            var options = Options(pair, database);
            (options.StartPosition, options.StartTimeline) = (start, of);
            options.SavePosition = (progress, _, _) =>
            {
                position = progress;
                return ValueTask.CompletedTask;
            };
            return new CdcClient(options, new OutputLogger(output));
        }
    }

    [PairTheory]
    [InlineData("rows", "set hot_standby_feedback = on")]
    [InlineData("wal_level", "set it to logical again")]
    public async Task ASlotThatTheStandbyGivesUpIsATypedErrorThatSaysWhatToSet(string cause, string advice)
    {
        await using var pair = await ServerPair.StartAsync();
        var database = await TestDatabase.CreateAsync(pair.Primary, "given_up");
        var standby = database.At(pair.Standby);
        await pair.StandbyIsCurrentAsync();
        await pair.Standby.SetAsync("hot_standby_feedback", "off");
        await using var client = new CdcClient(Options(pair, database), new OutputLogger(output));
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await StreamingAsync(pair, standby);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);

        if (cause == "rows")
        {
            await database.ExecuteAsync("CREATE TABLE short_lived (x integer)");
            await database.ExecuteAsync("DROP TABLE short_lived");
            await database.ExecuteAsync("VACUUM FULL pg_class");
        }
        else
        {
            await pair.Primary.SetAsync("wal_level", "replica");
            await pair.Primary.RestartAsync(ShutdownMode.Fast);
        }

        var error = await Assert.ThrowsAsync<CdcSlotException>(() => Wait.ForAsync(rows.Completion, "the stream ends"));
        output.WriteLine(error.Message);
        Assert.Equal(CdcSlotProblem.Invalidated, error.Problem);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.Equal([1], rows.Items);
    }

    private static CdcOptions Options(ServerPair pair, TestDatabase database)
    {
        var options = database.Options();
        options.ConnectionString = pair.ConnectionStringOf(database.Name, role: "prefer-standby");
        options.MaxReconnectDelay = TimeSpan.FromSeconds(1);
        return options;
    }

    // Making the slot waits for the primary to log its running transactions.
    private static Task StreamingAsync(ServerPair pair, TestDatabase standby) => Wait.UntilAsync(
        async () =>
        {
            await pair.Primary.LogTransactionsAsync();
            return await standby.QueryAsync<bool>($"SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = '{standby.Slot}' AND active_pid IS NOT NULL AND confirmed_flush_lsn IS NOT NULL");
        },
        "a client streams from the standby");

    private static async Task WriteAsync(TestDatabase database, Follower<(long, decimal)> rows, Random random)
    {
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(() => new TransferWriter(database.ConnectionString, random).RunAsync(enough.Token));
        await rows.WaitForAsync(rows.Count + random.Next(100, 1000));
        await enough.CancelAsync();
        await writing;
    }
}
