using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>Each finding about the server's settings and its WAL, provoked, and mended by its own statement.</summary>
[Collection(SpareServerCollection.Name)]
public sealed class DoctorServerTests(ServerFixture fixture) : IAsyncLifetime
{
    private readonly PostgresServer _server = fixture.Server;
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(_server, "doctor_server");

    public async Task DisposeAsync()
    {
        await _server.ExecuteAsync("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE 'filler%'");
        await _database.DisposeAsync();
        await _server.ExecuteAsync("ALTER SYSTEM RESET ALL");
        await _server.RestartAsync(ShutdownMode.Fast);
    }

    [Fact]
    public async Task AnotherWalLevelIsAnErrorUntilItIsSetAndTheServerRestarted()
    {
        await _server.ExecuteAsync("ALTER SYSTEM SET wal_level = 'replica'");
        await _server.RestartAsync(ShutdownMode.Fast);

        var finding = (await DoctorAsync()).Single("wal-level", "error");
        Assert.Equal("restart the server", finding.Then);

        await _server.ExecuteAsync(finding.Fix!);
        await _server.ExecuteAsync("SELECT pg_reload_conf()");
        await Wait.UntilAsync(() => _server.QueryAsync<bool>("SELECT pending_restart FROM pg_settings WHERE name = 'wal_level'"), "the server knows the new wal_level");
        Assert.Contains("was not restarted since", (await DoctorAsync()).Single("wal-level", "error").What, StringComparison.Ordinal);
        await _server.RestartAsync(ShutdownMode.Fast);
        (await DoctorAsync()).HasNone("wal-level");
    }

    [Fact]
    public async Task NoFreeSlotIsAnErrorUnlessTheSlotIsThere()
    {
        await _database.CreateSlotAsync();
        await _server.ExecuteAsync(
            "SELECT pg_create_physical_replication_slot('filler' || n) FROM generate_series(2, current_setting('max_replication_slots')::int) n");

        var finding = (await DoctorAsync()).Single("replication-slots", "error");
        (await DoctorAsync("--slot", _database.Slot)).HasNone("replication-slots");

        await _server.ExecuteAsync(finding.Fix!);
        await _server.RestartAsync(ShutdownMode.Fast);
        (await DoctorAsync()).HasNone("replication-slots");
    }

    [Fact]
    public async Task NoFreeSenderIsAnError()
    {
        await _server.ExecuteAsync("ALTER SYSTEM SET max_wal_senders = 1");
        await _server.RestartAsync(ShutdownMode.Fast);
        await using var client = _database.Client();
        _ = Follower.Start(client.Accounts(), change => change.Key.Id);
        await _database.StreamingAsync();

        var finding = (await DoctorAsync()).Single("wal-senders", "error");
        (await DoctorAsync("--slot", _database.Slot)).HasNone("wal-senders");

        await client.StopAsync();
        await _server.ExecuteAsync(finding.Fix!);
        await _server.RestartAsync(ShutdownMode.Fast);
        Assert.Equal("10", await _server.QueryAsync<string>("SHOW max_wal_senders"));
    }

    [Fact]
    public async Task APluginThatIsNotListedIsAnErrorWithTheWholeListInItsStatement()
    {
        if (!await _server.QueryAsync<bool>("SELECT count(*) > 0 FROM pg_settings WHERE name = 'output_plugin_libraries'"))
            return; // A minor version before 15.19, 16.15, 17.11 and 18.6, which has no such list.

        await SetAsync("output_plugin_libraries", "'pgoutput', 'test_decoding'");

        var finding = (await DoctorAsync()).Single("plugin-not-allowed", "error");

        await _server.ExecuteAsync(finding.Fix!);
        await _server.ExecuteAsync(finding.Then!);
        await Wait.UntilAsync(() => _server.QueryAsync<bool>("SELECT setting LIKE '%wal2arrow%' FROM pg_settings WHERE name = 'output_plugin_libraries'"), "the server lists the plugin");
        (await DoctorAsync()).HasNone("plugin-not-allowed");
        Assert.Equal("pgoutput, test_decoding, wal2arrow", await _server.QueryAsync<string>("SHOW output_plugin_libraries"));
    }

    [Fact]
    public async Task AMissingPluginIsAnError()
    {
        await SetAsync("dynamic_library_path", "'/nowhere'");

        Assert.Contains("no output plugin wal2arrow", (await DoctorAsync()).Single("plugin-missing", "error").What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wal_sender_timeout", "0", "wal-sender-timeout", "warning")]
    [InlineData("wal_sender_timeout", "'2s'", "wal-sender-timeout", "warning")]
    [InlineData("max_slot_wal_keep_size", "-1", "slot-wal-limit", "advice")]
    [InlineData("max_slot_wal_keep_size", "'64MB'", "slot-wal-limit", "warning")]
    [InlineData("idle_replication_slot_timeout", "'1h'", "idle-slot-timeout", "warning")]
    public async Task ASettingThatEndangersAStreamIsFoundAndMended(string name, string value, string id, string severity)
    {
        if (name == "idle_replication_slot_timeout" && await _server.QueryAsync<int>("SELECT current_setting('server_version_num')::int") < 180000)
            return; // The setting came with PostgreSQL 18.

        await SetAsync(name, value);
        var finding = (await DoctorAsync()).Single(id, severity);

        await _server.ExecuteAsync(finding.Fix!);
        await _server.ExecuteAsync("SELECT pg_reload_conf()");
        await Wait.UntilAsync(async () => (await DoctorAsync()).Findings.All(other => other.Id != id), $"{finding.Fix} has an effect");
    }

    [Fact]
    public async Task APreparedTransactionThatASlotWouldWaitForIsNamed()
    {
        await _server.ExecuteAsync("ALTER SYSTEM SET max_prepared_transactions = 5");
        await _server.RestartAsync(ShutdownMode.Fast);
        await _database.ExecuteAsync("BEGIN; INSERT INTO accounts VALUES (1, 0); PREPARE TRANSACTION 'left''over'");

        var finding = (await DoctorAsync()).Single("slot-creation", "warning");
        Assert.Equal("database doctor_server", finding.Where);
        Assert.Contains("prepared transaction left'over", finding.What, StringComparison.Ordinal);

        (await DoctorRun.MendAsync(_database, finding)).HasNone("slot-creation");
    }

    [Fact]
    public async Task ASlotThatHoldsBackWalIsFoundWhetherItIsOnesOwnOrNot()
    {
        await SetAsync("max_wal_size", "'32MB'");
        await SetAsync("min_wal_size", "'32MB'");
        await SetAsync("wal_keep_size", "0");
        await _database.CreateSlotAsync();
        await WriteWalAsync(5);

        var own = (await DoctorAsync("--slot", _database.Slot)).Single("slot-wal", "warning");
        Assert.Contains("more than max_wal_size", own.What, StringComparison.Ordinal);
        var others = (await DoctorAsync()).Single("other-slot-wal", "warning");
        Assert.Equal("slot doctor_server", others.Where);

        await SetAsync("max_slot_wal_keep_size", "'112MB'");
        var near = (await DoctorAsync("--slot", _database.Slot)).Single("slot-wal", "warning");
        Assert.Contains("is invalidated after", near.What, StringComparison.Ordinal);

        await SetAsync("max_slot_wal_keep_size", "'16MB'");
        (await DoctorAsync("--slot", _database.Slot)).Single("slot-wal", "error");
        await WriteWalAsync(3);
        var lost = (await DoctorAsync("--slot", _database.Slot)).Single("slot-lost", "error");
        (await DoctorAsync()).Single("other-slot-lost", "advice");

        (await DoctorRun.MendAsync(_database, lost, "--slot", _database.Slot)).HasNone("slot-lost");
    }

    private Task<DoctorRun> DoctorAsync(params string[] options) => DoctorRun.RunAsync(_database.ConnectionString, options);

    private async Task WriteWalAsync(int segments)
    {
        for (var segment = 0; segment < segments; segment++)
            await _database.ExecuteAsync("INSERT INTO transfers VALUES (1, 1, 1); DELETE FROM transfers; SELECT pg_switch_wal()");
        await _database.ExecuteAsync("CHECKPOINT");
    }

    /// <summary>Changes a setting that needs no restart, and waits until new sessions have it.</summary>
    private async Task SetAsync(string name, string value)
    {
        var before = await _server.QueryAsync<DateTime>("SELECT pg_conf_load_time()");
        await _server.ExecuteAsync($"ALTER SYSTEM SET {name} = {value}");
        await _server.ExecuteAsync("SELECT pg_reload_conf()");
        await Wait.UntilAsync(async () => await _server.QueryAsync<DateTime>("SELECT pg_conf_load_time()") > before, $"the server takes {name}");
    }
}
