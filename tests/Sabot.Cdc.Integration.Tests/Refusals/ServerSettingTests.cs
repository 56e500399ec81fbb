using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Refusals;

/// <summary>Servers that cannot stream as they are set: the error says which setting, and changing that is enough.</summary>
[Collection(SpareServerCollection.Name)]
public sealed class ServerSettingTests(ServerFixture fixture) : IAsyncLifetime
{
    private readonly PostgresServer _server = fixture.Server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.ExecuteAsync("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE 'filler%'");
        await _server.ExecuteAsync("ALTER SYSTEM RESET ALL");
        if (await _server.QueryAsync<string>("SHOW wal_level") != "logical")
            await _server.RestartAsync(ShutdownMode.Fast);
        else
            await _server.ExecuteAsync("SELECT pg_reload_conf()");
    }

    [Fact]
    public async Task AnotherWalLevelThanLogicalIsSaid()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "wal_level");
        await SetAsync("wal_level = 'replica'");
        await _server.RestartAsync(ShutdownMode.Fast);

        var error = await RefusalAsync<CdcServerException>(database);

        Assert.Contains("wal_level is replica", error.Message, StringComparison.Ordinal);
        await _server.ExecuteAsync("ALTER SYSTEM SET wal_level = 'logical'");
        Assert.Contains("ALTER SYSTEM SET wal_level = 'logical'", error.Message, StringComparison.Ordinal);
        await _server.RestartAsync(ShutdownMode.Fast);
        await AssertStreamsAsync(database);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AServerThatDoesNotListThePluginIsToldToAlsoForASlotThatExists(bool slotExists)
    {
        if (!await _server.QueryAsync<bool>("SELECT count(*) > 0 FROM pg_settings WHERE name = 'output_plugin_libraries'"))
            return; // A minor version before 15.19, 16.15, 17.11 and 18.6, which has no such list.

        await using var database = await TestDatabase.CreateAsync(_server, "plugin_list");
        if (slotExists)
            await database.CreateSlotAsync();
        await SetAsync("output_plugin_libraries = 'pgoutput'");

        var error = await RefusalAsync<CdcServerException>(database);

        Assert.Contains("output_plugin_libraries = 'pgoutput, wal2arrow'", error.Message, StringComparison.Ordinal);
        await _server.ExecuteAsync("ALTER SYSTEM RESET output_plugin_libraries");
        await _server.ExecuteAsync("SELECT pg_reload_conf()");
        await Wait.UntilAsync(() => _server.QueryAsync<bool>("SELECT setting LIKE '%wal2arrow%' FROM pg_settings WHERE name = 'output_plugin_libraries'"), "the server lists the plugin");
        await AssertStreamsAsync(database);
    }

    [Fact]
    public async Task AServerWithoutThePluginIsToldToInstallIt()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "plugin_missing");
        await SetAsync("dynamic_library_path = '/nowhere'");

        var error = await RefusalAsync<CdcServerException>(database);

        Assert.Contains("no output plugin wal2arrow", error.Message, StringComparison.Ordinal);
        Assert.Contains("install it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerWithoutAFreeSlotIsSaidWithItsLimit()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "slot_limit");
        await _server.ExecuteAsync("SELECT pg_create_physical_replication_slot('filler' || n) FROM generate_series(1, current_setting('max_replication_slots')::int) n");

        var error = await RefusalAsync<CdcServerException>(database);

        Assert.Contains($"max_replication_slots is {await _server.QueryAsync<string>("SHOW max_replication_slots")}", error.Message, StringComparison.Ordinal);
        await _server.ExecuteAsync("SELECT pg_drop_replication_slot('filler1')");
        await AssertStreamsAsync(database);
    }

    [Fact]
    public async Task ASlotWhoseWalIsGoneIsAnErrorAndNeverASilentNewStart()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "slot_lost");
        await database.CreateSlotAsync();
        await SetAsync("max_slot_wal_keep_size = '1MB'");
        for (var segment = 0; segment < 4; segment++)
            await database.ExecuteAsync("INSERT INTO transfers VALUES (1, 1, 1); DELETE FROM transfers; SELECT pg_switch_wal(); CHECKPOINT");
        Assert.Equal("lost", await database.QueryAsync<string>("SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'slot_lost'"));

        var error = await RefusalAsync<CdcSlotException>(database);

        Assert.Contains("slot_lost is invalidated", error.Message, StringComparison.Ordinal);
        Assert.Contains("pg_drop_replication_slot('slot_lost')", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Changes a setting and waits until new sessions have it, unless it needs a restart.</summary>
    private async Task SetAsync(string setting)
    {
        await _server.ExecuteAsync($"ALTER SYSTEM SET {setting}");
        await _server.ExecuteAsync("SELECT pg_reload_conf()");
        var (name, value) = (setting.Split(" = ")[0], setting.Split(" = ")[1].Trim('\''));
        await Wait.UntilAsync(
            () => _server.QueryAsync<bool>($"SELECT setting = '{value}' OR pending_restart OR unit IS NOT NULL FROM pg_settings WHERE name = '{name}'"),
            $"the server takes {setting}");
    }

    private static async Task<T> RefusalAsync<T>(TestDatabase database)
        where T : CdcException
    {
        await using var client = database.Client();
        var rows = Follower.Start(client.Accounts(), change => change.Kind);
        return await Assert.ThrowsAsync<T>(() => Wait.ForAsync(rows.Completion, "the stream refuses to start"));
    }

    private static async Task AssertStreamsAsync(TestDatabase database)
    {
        await using var client = database.Client();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Assert.Equal([1], await rows.WaitForAsync(1));
        await client.StopAsync();
    }
}
