using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Refusals;

/// <summary>Slots that are not where a client has left them: a typed error, and never a new slot.</summary>
[Collection(SpareServerCollection.Name)]
public sealed class LostSlotTests(ServerFixture fixture)
{
    private readonly PostgresServer _server = fixture.Server;

    [Theory]
    [InlineData("SELECT pg_drop_replication_slot('lost_slot')", CdcSlotProblem.Missing, "is gone")]
    [InlineData("SELECT pg_drop_replication_slot('lost_slot'); INSERT INTO accounts VALUES (7, 0); SELECT pg_create_logical_replication_slot('lost_slot', 'wal2arrow')", CdcSlotProblem.Moved, "was moved to")]
    [InlineData("INSERT INTO accounts VALUES (7, 0); SELECT pg_replication_slot_advance('lost_slot', pg_current_wal_insert_lsn())", CdcSlotProblem.Moved, "was moved to")]
    public async Task ASlotThatIsDroppedOrMovedBetweenTwoSessionsIsATypedError(string sql, CdcSlotProblem problem, string message)
    {
        await using var database = await TestDatabase.CreateAsync(_server, "lost_slot");
        await using var client = database.Client(options => options.ReconnectDelay = options.MaxReconnectDelay = TimeSpan.FromSeconds(4));
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);
        await database.CaughtUpAsync(client);
        await database.EndClientsAsync();
        foreach (var statement in sql.Split("; "))
            await database.ExecuteAsync(statement);

        var error = await Assert.ThrowsAsync<CdcSlotException>(() => Wait.ForAsync(rows.Completion, "the stream ends"));

        Assert.Equal(problem, error.Problem);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASlotWhoseWalWasRemovedIsATypedErrorThatNamesTheSetting()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "invalidated_slot");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        try
        {
            await database.ExecuteAsync("SELECT pg_reload_conf()");
            await Wait.UntilAsync(
                async () =>
                {
                    await database.ExecuteAsync("INSERT INTO transfers VALUES ((SELECT count(*) FROM transfers), 0, 0)");
                    await database.ExecuteAsync("SELECT pg_switch_wal()");
                    await database.ExecuteAsync("CHECKPOINT");
                    return await database.QueryAsync<string>("SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'invalidated_slot'") == "lost";
                },
                "the slot is invalidated");

            await using var client = database.Client();
            var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
            var error = await Assert.ThrowsAsync<CdcSlotException>(() => Wait.ForAsync(rows.Completion, "the stream refuses to start"));

            Assert.Equal(CdcSlotProblem.Invalidated, error.Problem);
            Assert.Contains("raise max_slot_wal_keep_size", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await database.ExecuteAsync("ALTER SYSTEM RESET max_slot_wal_keep_size");
            await database.ExecuteAsync("SELECT pg_reload_conf()");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailoverSlotIsMadeOrAnErrorThatNamesTheVersionThatHasThem(bool exists)
    {
        await using var database = await TestDatabase.CreateAsync(_server, "failover_slot");
        if (exists)
            await database.CreateSlotAsync();
        await using var client = database.Client(options => options.FailoverSlot = true);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        if (await database.QueryAsync<int>("SELECT current_setting('server_version_num')::int") >= 170000)
        {
            await database.StreamingAsync();
            Assert.True(await database.QueryAsync<bool>("SELECT (to_jsonb(s) ->> 'failover')::bool FROM pg_replication_slots s WHERE slot_name = 'failover_slot'"));
            await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            Assert.Equal([1], await rows.WaitForAsync(1));
            return;
        }

        var error = await Assert.ThrowsAsync<CdcServerException>(() => Wait.ForAsync(rows.Completion, "the stream refuses to start"));
        Assert.Contains("introduced in PostgreSQL 17", error.Message, StringComparison.Ordinal);
    }
}
