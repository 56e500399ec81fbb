using System.Text.Json;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Tool.Slots;

namespace Sabot.Cdc.Integration.Tests.Tool;

[Collection(ServerCollection.Name)]
public sealed class SlotsTests(ServerFixture fixture)
{
    [Fact]
    public async Task ASlotIsCreatedListedAndDropped()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_life");

        var created = await ToolRun.RunAsync(database.ConnectionString, "slots", "create", "slots_life");
        Assert.Equal((0, ""), (created.ExitCode, created.Error));
        Assert.Matches("^created slot slots_life in database slots_life at [0-9A-F]+/[0-9A-F]+\n$", created.Output);

        var listed = await ToolRun.RunAsync(database.ConnectionString, "slots", "list");
        Assert.Equal((0, ""), (listed.ExitCode, listed.Error));
        Assert.Matches(@"(?m)^slots_life +wal2arrow +slots_life .* reserved .* nobody", listed.Output);

        var dropped = await ToolRun.RunAsync(database.ConnectionString, "slots", "drop", "slots_life", "--yes");
        Assert.Equal((0, "dropped slot slots_life\n", ""), (dropped.ExitCode, dropped.Output, dropped.Error));
        Assert.False(await ExistsAsync(database));
    }

    [Fact]
    public async Task AFailoverSlotIsOneWhereTheServerKnowsThem()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_failover");
        if (await database.QueryAsync<int>("SELECT current_setting('server_version_num')::int") < 170000)
        {
            await FailsAsync(database.ConnectionString, "Failover slots came with PostgreSQL 17,", "slots", "create", "slots_failover", "--failover");
            Assert.False(await ExistsAsync(database));
            return;
        }

        var created = await ToolRun.RunAsync(database.ConnectionString, "slots", "create", "slots_failover", "--failover");

        Assert.Equal((0, ""), (created.ExitCode, created.Error));
        Assert.True(await database.QueryAsync<bool>("SELECT failover FROM pg_replication_slots WHERE slot_name = 'slots_failover'"));
        Assert.True((await ReadAsync(database.ConnectionString, "slots_failover")).GetProperty("failover").GetBoolean());
    }

    [Fact]
    public async Task TheLagIsTheUnconfirmedWalAndItsAgeIsLimitedByTheWalFiles()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_lag");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 5000) n");

        var slot = await ReadAsync(database.ConnectionString, "slots_lag");

        Assert.InRange(slot.GetProperty("lagBytes").GetInt64(), 5000 * 24, 64 << 20);
        Assert.True(slot.GetProperty("retainedBytes").GetInt64() >= slot.GetProperty("lagBytes").GetInt64());
        Assert.Equal(LagTime.WalFiles, slot.GetProperty("lagTimeSource").GetString());
        var least = slot.GetProperty("lagSecondsAtLeast").GetDouble();
        Assert.InRange(least, 0, 60);
        if (slot.GetProperty("lagSecondsAtMost") is { ValueKind: JsonValueKind.Number } most)
            Assert.True(most.GetDouble() >= least);
        Assert.Equal(
            await database.QueryAsync<string>("SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = 'slots_lag'"),
            slot.GetProperty("confirmedLsn").GetString());
    }

    [Fact]
    public async Task ARoleThatMayNotSeeTheWalFilesGetsAnUnknownAge()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_role");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 100) n");
        await using var role = await TestRole.CreateAsync(database, "slots_reader");

        var slot = await ReadAsync(role.ConnectionString, "slots_role");

        Assert.NotEqual(0, slot.GetProperty("lagBytes").GetInt64());
        Assert.Equal(JsonValueKind.Null, slot.GetProperty("lagTimeSource").ValueKind);
        Assert.Contains(" unknown ", (await ToolRun.RunAsync(role.ConnectionString, "slots", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASlotInUseNamesItsClientAndIsNotDropped()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_used");
        await using var client = database.Client();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);
        var pid = await database.QueryAsync<int>("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'slots_used'");

        var slot = await ReadAsync(database.ConnectionString, "slots_used");
        Assert.Equal(pid, slot.GetProperty("activePid").GetInt32());
        Assert.StartsWith("Sabot.Cdc, postgres, ", slot.GetProperty("client").GetString(), StringComparison.Ordinal);

        var dropped = await ToolRun.RunAsync(database.ConnectionString, "slots", "drop", "slots_used", "--yes");
        Assert.Equal((3, ""), (dropped.ExitCode, dropped.Output));
        Assert.StartsWith($"Slot slots_used is in use by process {pid} (Sabot.Cdc, postgres, ", dropped.Error, StringComparison.Ordinal);
        Assert.Contains($"pg_terminate_backend({pid})", dropped.Error, StringComparison.Ordinal);
        Assert.True(await ExistsAsync(database));
        await client.StopAsync();
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData("Yes", true)]
    [InlineData("n", false)]
    [InlineData("", false)]
    public async Task DroppingAsksFirst(string answer, bool isDropped)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_asked");
        await database.CreateSlotAsync();

        var run = await ToolRun.RunAsync(database.ConnectionString, answer, ["slots", "drop", "slots_asked"]);

        Assert.Matches(@"^slots_asked: slot of database slots_asked, plugin wal2arrow, .* behind\. Its position is lost for ever\. Drop it\? \[y/N\] ", run.Error);
        Assert.Equal(isDropped ? 0 : 3, run.ExitCode);
        Assert.Equal(!isDropped, await ExistsAsync(database));
    }

    [Fact]
    public async Task WithoutATerminalDroppingHasToBeMeant()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_script");
        await database.CreateSlotAsync();

        var run = await ToolRun.RunAsync(database.ConnectionString, "slots", "drop", "slots_script");

        Assert.Equal((64, ""), (run.ExitCode, run.Output));
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.True(await ExistsAsync(database));
    }

    [Fact]
    public async Task WhatCannotBeDoneIsOneSentence()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_errors");
        await database.CreateSlotAsync();
        await using var role = await TestRole.CreateAsync(database, "slots_nobody");

        await FailsAsync(database.ConnectionString, "Slot slots_errors exists already;", "slots", "create", "slots_errors");
        await FailsAsync(database.ConnectionString, "Slot nope does not exist; the server has: ", "slots", "drop", "nope", "--yes");
        await FailsAsync(role.ConnectionString, "Role slots_nobody may not replicate ", "slots", "create", "slots_errors_2");
        await FailsAsync(role.ConnectionString, "Role slots_nobody may not replicate ", "slots", "drop", "slots_errors", "--yes");
    }

    [Fact]
    public async Task CreatingWaitsForOpenTransactionsAndCanBeGivenUp()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_waits");
        await using var other = await database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var insert = new Npgsql.NpgsqlCommand("INSERT INTO accounts VALUES (1, 0)", other, transaction))
            await insert.ExecuteNonQueryAsync();
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        var run = await ToolRun.RunAsync(database.ConnectionString, null, ["slots", "create", "slots_waits"], impatience.Token);

        Assert.Equal((3, "", "Interrupted.\n"), (run.ExitCode, run.Output, run.Error));
        await Wait.UntilAsync(async () => !await ExistsAsync(database), "the slot is gone");
    }

    [Theory]
    [InlineData("slots drop --connection \"{0}\" slots_comp", "slots_completed")]
    [InlineData("tail --connection \"{0}\" --slot slots_comp", "slots_completed")]
    [InlineData("slots create --connection \"{0}\" slots_comp", "")]
    [InlineData("slots drop --connection \"Host=127.0.0.1;Port=1\" slots_comp", "")]
    public async Task NamesOfSlotsAreCompletedWhereThereMustBeOne(string line, string words)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "slots_completed");
        await database.CreateSlotAsync();
        line = string.Format(System.Globalization.CultureInfo.InvariantCulture, line, database.ConnectionString);
        using var output = new StringWriter();

        await Sabot.Cdc.Tool.Commands.ToolCommandLine.RunAsync([$"[suggest:{line.Length}]", line], output, TextWriter.Null);

        Assert.Equal(words, output.ToString().Trim());
    }

    private static async Task FailsAsync(string connectionString, string start, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(connectionString, arguments);
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(start, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("correct horse", run.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadAsync(string connectionString, string slot)
    {
        var run = await ToolRun.RunAsync(connectionString, "slots", "list", "--format", "json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var document = JsonDocument.Parse(run.Output);
        return document.RootElement.EnumerateArray().Single(item => item.GetProperty("name").GetString() == slot).Clone();
    }

    private static Task<bool> ExistsAsync(TestDatabase database) =>
        database.QueryAsync<bool>($"SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = '{database.Name}'");
}
