using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>A host as an application has it: a test reads what it logs, asks for its health and stops it.</summary>
internal abstract class TestHost(IHost host, LogLines logs) : IAsyncDisposable
{
    public LogLines Logs => logs;

    /// <summary>Ends when the host has ended; throws what ended it.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    protected IServiceProvider Services => host.Services;

    public async Task<HealthReportEntry> CheckAsync()
    {
        var report = await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries["sabot-cdc"];
    }

    /// <summary>Stops the host as a signal does.</summary>
    public Task StopAsync()
    {
        Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        return Running;
    }

    public virtual async ValueTask DisposeAsync()
    {
        // What ended the host, the test has looked at.
        await StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    /// <param name="logs">Where everything that is logged goes.</param>
    /// <param name="shutdownTimeout">How long the handlers have when the host stops.</param>
    protected static HostApplicationBuilder CreateBuilder(LogLines logs, TimeSpan? shutdownTimeout)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.Configure<HostOptions>(
            options => options.ShutdownTimeout = shutdownTimeout ?? TimeSpan.FromSeconds(30));
        return builder;
    }

    protected async Task BeginAsync()
    {
        await host.StartAsync();
        Running = host.WaitForShutdownAsync();
    }
}
