using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Hosting;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Hosting;

/// <summary>A host with a handler of table <c>public.items</c>, whose client's sessions are those of a script.</summary>
internal sealed class ScriptedHost : TestHost
{
    private ScriptedHost(IHost host, CdcClient client, LogLines logs)
        : base(host, logs) => Client = client;

    internal CdcClient Client { get; }

    internal HostedState State => Services.GetRequiredKeyedService<HostedState>("");

    /// <param name="source">What the client gets when it connects.</param>
    /// <param name="slot">The slot, by which its measurements are told from those of other tests.</param>
    /// <param name="handle">What the handler does with a change; null for no handler.</param>
    /// <param name="configure">Sets the handler's options.</param>
    /// <param name="more">Sets what is to be different of the client.</param>
    /// <param name="health">Sets the limits of the health check.</param>
    /// <param name="client">Sets the client's options.</param>
    /// <param name="shutdownTimeout">How long the handlers have when the host stops.</param>
    internal static async Task<ScriptedHost> StartAsync(
        ScriptedSource source,
        string slot,
        Func<ItemChange, CancellationToken, ValueTask>? handle = null,
        Action<CdcHandlerOptions>? configure = null,
        Action<CdcBuilder>? more = null,
        Action<CdcHealthOptions>? health = null,
        Action<CdcOptions>? client = null,
        TimeSpan? shutdownTimeout = null)
    {
        var logs = new LogLines();
        var builder = CreateBuilder(logs, shutdownTimeout);
        client += options => options.Slot = slot;
        var scripted = source.Client(client, logs.CreateLogger("Sabot.Cdc.CdcClient"));
        var cdc = builder.Services
            .AddSabotCdc(options => (options.ConnectionString, options.Slot) = (ScriptedSource.Options().ConnectionString, slot))
            .ConfigureHosting(options => options.SlotCheckInterval = Timeout.InfiniteTimeSpan);
        builder.Services.AddKeyedSingleton("", scripted);
        if (handle is not null)
            cdc.AddHandler(_ => new ItemsHandler(handle), configure);
        more?.Invoke(cdc);
        builder.Services.AddHealthChecks().AddSabotCdc(configure: health);
        var host = new ScriptedHost(builder.Build(), scripted, logs);
        await host.BeginAsync();
        return host;
    }

    public override async ValueTask DisposeAsync()
    {
        // Handlers that the test left waiting end with the client.
        await Client.DisposeAsync();
        await base.DisposeAsync();
    }

    private sealed class ItemsHandler(Func<ItemChange, CancellationToken, ValueTask> handle) : ICdcHandler<ItemChange>
    {
        public ValueTask HandleAsync(ItemChange change, CancellationToken cancellationToken) =>
            handle(change, cancellationToken);
    }
}
