using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Refusals;

/// <summary>Slots: made, temporary, and those that a client cannot use.</summary>
[Collection(ServerCollection.Name)]
public sealed class SlotTests(ServerFixture fixture)
{
    [Fact]
    public async Task ASlotInUseIsAnErrorThatNamesItAndItsProcess()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slot_in_use");
        await using var first = database.Client();
        var rows = Follower.Start(first.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        var pid = await database.QueryAsync<int>("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'slot_in_use'");

        await using var second = database.Client();
        var error = await FailedAsync<CdcSlotException>(second);

        Assert.Contains("slot_in_use is in use", error.Message, StringComparison.Ordinal);
        Assert.Contains(pid.ToString(), error.Message, StringComparison.Ordinal);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Assert.Equal([1], await rows.WaitForAsync(1));
    }

    [Fact]
    public async Task AMissingSlotIsMadeUnlessThatIsNotWanted()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slot_missing");
        await using (var client = database.Client(options => options.CreateSlot = false))
        {
            var error = await FailedAsync<CdcSlotException>(client);
            Assert.Contains("slot_missing does not exist", error.Message, StringComparison.Ordinal);
            Assert.Contains("SELECT pg_create_logical_replication_slot('slot_missing', 'wal2arrow')", error.Message, StringComparison.Ordinal);
        }

        await using var maker = database.Client();
        _ = Follower.Start(maker.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        Assert.Equal("wal2arrow slot_missing", await database.QueryAsync<string>("SELECT plugin || ' ' || database FROM pg_replication_slots WHERE slot_name = 'slot_missing'"));
    }

    [Fact]
    public async Task ATemporarySlotEndsWithItsClient()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slot_temporary");
        await using (var client = database.Client(options => options.TemporarySlot = true))
        {
            var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.StreamingAsync();
            await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            Assert.Equal([1], await rows.WaitForAsync(1));
            await client.StopAsync();
        }

        await Wait.UntilAsync(() => database.QueryAsync<bool>("SELECT count(*) = 0 FROM pg_replication_slots WHERE slot_name = 'slot_temporary'"), "the temporary slot is gone");
    }

    [Theory]
    [InlineData("SELECT pg_create_logical_replication_slot('slot_wrong', 'test_decoding')", "uses output plugin test_decoding")]
    [InlineData("SELECT pg_create_physical_replication_slot('slot_wrong')", "is a physical slot")]
    public async Task ASlotOfAnotherKindIsAnErrorThatSaysWhich(string create, string message)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slot_wrong");
        await database.ExecuteAsync(create);
        await using var client = database.Client();

        var error = await FailedAsync<CdcSlotException>(client);

        Assert.Contains("slot_wrong", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASlotOfAnotherDatabaseIsAnErrorThatNamesBoth()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slot_here");
        await using var other = await TestDatabase.CreateAsync(fixture.Server, "slot_there");
        await other.CreateSlotAsync();
        await using var client = database.Client(options => options.Slot = "slot_there");

        var error = await FailedAsync<CdcSlotException>(client);

        Assert.Contains("slot_there belongs to database slot_there, not to slot_here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientThatIsEndedByTheServerSaysSoAndTheNextOneGoesOn()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slot_terminated");
        await using (var client = database.Client(options => options.ReconnectAttempts = 0))
        {
            var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.StreamingAsync();
            await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            await rows.WaitForAsync(1);
            await database.EndClientsAsync();

            var error = await Assert.ThrowsAsync<CdcConnectionException>(() => Wait.ForAsync(rows.Completion, "the stream ends with its connection"));
            Assert.Contains("start again", error.Message, StringComparison.Ordinal);
        }

        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
        await using var next = database.Client();
        var seen = Follower.Start(next.Accounts(), change => change.Key.Id);
        await database.CaughtUpAsync(next);
        Assert.Equal(2, seen.Items[^1]);
    }

    private static async Task<T> FailedAsync<T>(CdcClient client)
        where T : CdcException
    {
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        return await Assert.ThrowsAsync<T>(() => Wait.ForAsync(rows.Completion, "the stream refuses to start"));
    }
}
