using System.Diagnostics;
using Apache.Arrow.Types;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Handlers;

/// <summary>A handler of table <c>public.items</c> that runs on changes made in memory.</summary>
internal sealed class HandledItems : IDisposable
{
    private readonly HandlerRun _run;

    internal HandledItems(
        Func<ItemChange, CancellationToken, ValueTask> handle,
        Action<CdcHandlerOptions>? configure = null,
        CdcTable? table = null,
        ILogger? logger = null)
    {
        var options = new CdcHandlerOptions { RetryDelay = TimeSpan.FromMilliseconds(1) };
        configure?.Invoke(options);
        HandlerOptionsCheck.ThrowIfInvalid(options, "ItemsHandler", "public.items");
        var invoker = new Invoker(handle, table ?? ItemChange.Table);
        var telemetry = new HandlerTelemetry(default, "public.items");
        var parker = options.ParkFolder is { } folder
            ? new ChangeParker(folder, "shop", "public.items", "ItemsHandler")
            : null;
        var policy = new FailurePolicy(
            "ItemsHandler", invoker, options, parker, telemetry, logger ?? NullLogger.Instance);
        Table = invoker.Table;
        _run = new HandlerRun(Source.Register(SubscriptionScope.Of(Table)), invoker, options, policy, telemetry);
    }

    internal MemorySource Source { get; } = new(capacity: 64);

    internal CdcTable Table { get; }

    internal CancellationTokenSource Stopping { get; } = new();

    internal CancellationTokenSource Aborting { get; } = new();

    internal Task RunAsync() => Task.Run(() => _run.RunAsync(Stopping.Token, Aborting.Token));

    /// <summary>Handles what was sent, and ends.</summary>
    internal Task RunToEndAsync()
    {
        Source.Complete();
        return RunAsync();
    }

    /// <summary>Sends rows with ids; one letter of <paramref name="operations"/> is one row.</summary>
    internal Task SendAsync(string operations, long[] ids, ulong progress = 0) => Source.SendAsync(
        Table,
        new StreamedTable(operations, "public", "items")
            .Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. ids.Select(id => (long?)id)])),
        progress);

    public void Dispose()
    {
        Stopping.Dispose();
        Aborting.Dispose();
    }

    private sealed class Invoker(Func<ItemChange, CancellationToken, ValueTask> handle, CdcTable table) : ChangeInvoker
    {
        internal override CdcTable Table => table;

        internal override ValueTask InvokeAsync(CdcBatch batch, int row, CancellationToken cancellationToken) =>
            handle(ItemChange.Create(batch, row), cancellationToken);
    }
}
