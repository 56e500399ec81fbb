using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>What the server says of a slot's WAL, as the health check and the metrics pass it on.</summary>
[Collection(SpareServerCollection.Name)]
public sealed class SlotHealthTests(ServerFixture fixture)
{
    private const string Slot = "slot_health";
    private const string Of = $"FROM pg_replication_slots WHERE slot_name = '{Slot}'";

    private readonly PostgresServer _server = fixture.Server;

    [Fact]
    public async Task WhatASlotRetainsAndMayStillRetainIsWhatTheServerSaysUntilItIsLost()
    {
        await using var database = await TestDatabase.CreateAsync(_server, Slot);
        await database.CreateSlotAsync();
        using var measured = new Measured(Slot);
        await using var host = await AccountsHost.StartAsync(
            database,
            async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken),
            more: cdc => cdc.ConfigureHosting(options => options.StopHostOnFailure = false),
            shutdownTimeout: TimeSpan.FromSeconds(1));
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await Wait.UntilAsync(() => host.Client.Statistics.ChangesReceived == 1, "the change has arrived");
        Assert.False((await host.CheckAsync()).Data.ContainsKey("safeBytes"));
        Assert.Null(measured.One("sabot.cdc.slot.headroom"));
        try
        {
            await KeepAsync(database, "64MB");
            // Some processes write WAL at any time: asked before and after, the server may say two things.
            await Wait.UntilAsync(
                async () =>
                {
                    var before = await SaysAsync(database);
                    var data = (await host.CheckAsync()).Data;
                    return before == await SaysAsync(database)
                        && before == ((long)data["retainedBytes"], (long)data["lagBytes"], (long)data.GetValueOrDefault("safeBytes", 0L));
                },
                () => "the health check says what the server does");
            var (retained, lag, safe) = await SaysAsync(database);
            Assert.True(retained > lag && lag > 0 && safe > 0, $"The three are not told apart: {retained}, {lag}, {safe}.");
            await Wait.UntilAsync(() => measured.One("sabot.cdc.slot.headroom") > 0, "the headroom is measured");
            Assert.InRange(measured.One("sabot.cdc.slot.retained")!.Value, lag, 64 << 20);

            await KeepAsync(database, "1MB");
            await Wait.UntilAsync(
                async () =>
                {
                    await database.ExecuteAsync("INSERT INTO transfers VALUES ((SELECT count(*) FROM transfers), 0, 0)");
                    await database.ExecuteAsync("SELECT pg_switch_wal()");
                    await database.ExecuteAsync("CHECKPOINT");
                    return await database.QueryAsync<string>($"SELECT wal_status {Of}") == "lost";
                },
                "the slot is lost");
            var entry = await host.CheckAsync();
            Assert.Equal((HealthStatus.Unhealthy, "lost"), (entry.Status, entry.Data["walStatus"]));
            Assert.Contains("Slot slot_health has lost WAL that it needs (wal_status lost).", entry.Description);
            Assert.False(entry.Data.ContainsKey("safeBytes"));
        }
        finally
        {
            await database.ExecuteAsync("ALTER SYSTEM RESET max_slot_wal_keep_size");
            await database.ExecuteAsync("SELECT pg_reload_conf()");
        }
    }

    private static async Task KeepAsync(TestDatabase database, string size)
    {
        await database.ExecuteAsync($"ALTER SYSTEM SET max_slot_wal_keep_size = '{size}'");
        await database.ExecuteAsync("SELECT pg_reload_conf()");
        await Wait.UntilAsync(
            () => database.QueryAsync<bool>($"SELECT current_setting('max_slot_wal_keep_size') = '{size}'"), "the setting is read");
    }

    private static async Task<(long Retained, long Lag, long Safe)> SaysAsync(TestDatabase database)
    {
        var values = await database.QueryAsync<long[]>(
            $"""
            SELECT ARRAY[pg_current_wal_lsn() - restart_lsn, pg_current_wal_lsn() - confirmed_flush_lsn, coalesce(safe_wal_size, 0)]::int8[] {Of}
            """);
        return (values![0], values[1], values[2]);
    }
}
