using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>What the health check says.</summary>
[Collection(ServerCollection.Name)]
public sealed class HealthTests(ServerFixture fixture)
{
    [Fact]
    public async Task AStuckHandlerIsDegradedThenUnhealthyAndNamed()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "health_stuck");
        await database.CreateSlotAsync();
        var wait = new TaskCompletionSource();
        await using var host = await AccountsHost.StartAsync(
            database,
            async (_, cancellationToken) => await wait.Task.WaitAsync(cancellationToken),
            health: options => (options.DegradedLag, options.UnhealthyLag) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)));
        await database.StreamingAsync();
        var healthy = await UntilAsync(host, HealthStatus.Healthy);
        Assert.StartsWith("Slot health_stuck streams since ", healthy.Description);
        Assert.Equal(("health_stuck", "Streaming", "reserved"), (healthy.Data["slot"], healthy.Data["state"], healthy.Data["walStatus"]));
        Assert.Equal(0d, healthy.Data["lagSeconds"]);

        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        var before = DateTime.UtcNow;

        var degraded = await UntilAsync(host, HealthStatus.Degraded);
        Assert.Contains("public.accounts (Handler) holds it with ", degraded.Description);
        Assert.Equal(("public.accounts", "Handler"), (degraded.Data["holder"], degraded.Data["holderConsumer"]));
        Assert.InRange((DateTime)degraded.Data["holderSince"], before.AddSeconds(-5), before.AddSeconds(1));
        var unhealthy = await UntilAsync(host, HealthStatus.Unhealthy);
        Assert.InRange((double)unhealthy.Data["lagSeconds"], 4, 60);
        Assert.Equal(degraded.Data["holderPosition"], unhealthy.Data["holderPosition"]);

        wait.SetResult();
        await UntilAsync(host, HealthStatus.Healthy);
    }

    [Fact]
    public async Task WalThatTheSlotRetainsIsReportedWithWhoHoldsIt()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "health_retained");
        await database.CreateSlotAsync();
        await using var host = await AccountsHost.StartAsync(
            database,
            async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken),
            health: options => (options.DegradedBytes, options.UnhealthyBytes) = (8L << 20, 1L << 40),
            shutdownTimeout: TimeSpan.FromSeconds(1));
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await database.ExecuteAsync("INSERT INTO transfers SELECT n, 1, 1 FROM generate_series(1, 100000) n");

        var degraded = await UntilAsync(host, HealthStatus.Degraded);

        Assert.Matches("^Slot health_retained retains [0-9]+ MiB of WAL; public.accounts \\(Handler\\) holds it", degraded.Description);
        Assert.True((long)degraded.Data["retainedBytes"] > 8 << 20);
        Assert.True((long)degraded.Data["lagBytes"] > 0);
    }

    [Fact]
    public async Task AServerThatLetsNobodyInIsUnhealthy()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "health_down");
        await database.CreateSlotAsync();
        await using var host = await AccountsHost.StartAsync(
            database, more: cdc => cdc.ConfigureHosting(options => options.StopHostOnFailure = false));
        await database.StreamingAsync();
        await UntilAsync(host, HealthStatus.Healthy);

        await fixture.Server.ExecuteAsync("ALTER DATABASE health_down ALLOW_CONNECTIONS false");
        try
        {
            await fixture.Server.ExecuteAsync("SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots WHERE slot_name = 'health_down'");
            var unhealthy = await UntilAsync(host, HealthStatus.Unhealthy);
            Assert.Contains("refused the connection", unhealthy.Description);
            Assert.NotEqual("Streaming", unhealthy.Data["state"]);
        }
        finally
        {
            await fixture.Server.ExecuteAsync("ALTER DATABASE health_down ALLOW_CONNECTIONS true");
        }
    }

    [Fact]
    public async Task AClientThatIsStoppedIsUnhealthy()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "health_stopped");
        await using var host = await AccountsHost.StartAsync(database);
        await database.StreamingAsync();
        await host.Client.StopAsync();
        Assert.Contains("The client of slot health_stopped was stopped at ", (await UntilAsync(host, HealthStatus.Unhealthy)).Description);
    }

    private static async Task<HealthReportEntry> UntilAsync(AccountsHost host, HealthStatus status)
    {
        HealthReportEntry entry = default;
        await Wait.UntilAsync(
            async () => (entry = await host.CheckAsync()).Status == status,
            () => $"the client is {status}; it is {entry.Status}: {entry.Description}");
        return entry;
    }
}
