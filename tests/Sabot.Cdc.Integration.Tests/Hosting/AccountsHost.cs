using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>A host whose only work is to handle the changes of table <c>accounts</c> of a test's database.</summary>
internal sealed class AccountsHost : IAsyncDisposable
{
    private readonly IHost _host;

    private AccountsHost(IHost host, Handler handler, LogLines logs)
    {
        _host = host;
        Handled = handler.Handled;
        Logs = logs;
    }

    /// <summary>What the handler has done, in the order in which it began.</summary>
    public ConcurrentQueue<(long Id, CdcChangeKind Kind, CdcPosition Position)> Handled { get; }

    public LogLines Logs { get; }

    public CdcClient Client => _host.Services.GetRequiredService<CdcClient>();

    /// <summary>Ends when the host has ended; throws what ended it.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public static async Task<AccountsHost> StartAsync(
        TestDatabase database,
        Func<AccountsChange, CancellationToken, ValueTask>? handle = null,
        Action<CdcHandlerOptions>? configure = null,
        Action<CdcBuilder>? more = null,
        Action<CdcHealthOptions>? health = null,
        TimeSpan? shutdownTimeout = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var logs = new LogLines();
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdownTimeout ?? TimeSpan.FromSeconds(30));
        builder.Configuration["Cdc:ConnectionString"] = database.ConnectionString;
        builder.Configuration["Cdc:Slot"] = database.Slot;
        builder.Configuration["Cdc:StatusInterval"] = "00:00:00.1";
        builder.Configuration["Cdc:SlotCheckInterval"] = "00:00:01";
        var handler = new Handler(handle);
        var cdc = builder.Services
            .AddSabotCdc(builder.Configuration.GetSection("Cdc"))
            .AddHandler(_ => handler, configure);
        more?.Invoke(cdc);
        builder.Services.AddHealthChecks().AddSabotCdc(configure: health);
        var host = new AccountsHost(builder.Build(), handler, logs);
        await host._host.StartAsync();
        host.Running = host._host.WaitForShutdownAsync();
        return host;
    }

    public async Task<HealthReportEntry> CheckAsync()
    {
        var report = await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries["sabot-cdc"];
    }

    /// <summary>Stops the host as a signal does.</summary>
    public Task StopAsync()
    {
        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        return Running;
    }

    public async ValueTask DisposeAsync()
    {
        // What ended the host, the test has looked at.
        await StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class Handler(Func<AccountsChange, CancellationToken, ValueTask>? handle) : ICdcHandler<AccountsChange>
    {
        public ConcurrentQueue<(long, CdcChangeKind, CdcPosition)> Handled { get; } = new();

        public async ValueTask HandleAsync(AccountsChange change, CancellationToken cancellationToken)
        {
            var (id, kind, position) = (change.Kind == CdcChangeKind.Truncate ? 0 : change.Key.Id, change.Kind, change.Position);
            if (handle is not null)
                await handle(change, cancellationToken);
            Handled.Enqueue((id, kind, position));
        }
    }
}
