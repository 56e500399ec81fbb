using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>A host whose only work is to handle the changes of table <c>accounts</c> of a test's database.</summary>
internal sealed class AccountsHost : TestHost
{
    private AccountsHost(IHost host, Handler handler, LogLines logs)
        : base(host, logs) => Handled = handler.Handled;

    /// <summary>What the handler has done, in the order in which it began.</summary>
    public ConcurrentQueue<(long Id, CdcChangeKind Kind, CdcPosition Position)> Handled { get; }

    public CdcClient Client => Services.GetRequiredService<CdcClient>();

    public static async Task<AccountsHost> StartAsync(
        TestDatabase database,
        Func<AccountsChange, CancellationToken, ValueTask>? handle = null,
        Action<CdcHandlerOptions>? configure = null,
        Action<CdcBuilder>? more = null,
        Action<CdcHealthOptions>? health = null,
        TimeSpan? shutdownTimeout = null)
    {
        var logs = new LogLines();
        var builder = CreateBuilder(logs, shutdownTimeout);
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
        await host.BeginAsync();
        return host;
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
