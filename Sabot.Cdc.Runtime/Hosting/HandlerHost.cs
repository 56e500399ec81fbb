using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>Runs the handlers of one client from the host's start to its end.</summary>
internal sealed class HandlerHost(
    CdcClient client,
    HostedState state,
    CdcHostingOptions options,
    IReadOnlyList<(HandlerRun Run, string Table)> handlers,
    SlotWatch? watch,
    IHostApplicationLifetime lifetime,
    ILogger logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private Task _running = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private Exception? _fatal;

    /// <summary>Makes the handlers and asks the client for their streams; nothing is connected yet.</summary>
    internal static HandlerHost Create(IServiceProvider services, string name)
    {
        var client = services.GetRequiredKeyedService<CdcClient>(name);
        var options = services.GetRequiredService<IOptionsMonitor<CdcHostingOptions>>().Get(name);
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        return new HandlerHost(
            client,
            services.GetRequiredKeyedService<HostedState>(name),
            options,
            HandlerFactory.Create(services, name, client, loggers.CreateLogger("Sabot.Cdc.Handlers")),
            options.SlotCheckInterval == Timeout.InfiniteTimeSpan
                ? null
                : new SlotWatch(client, options.SlotCheckInterval),
            services.GetRequiredService<IHostApplicationLifetime>(),
            loggers.CreateLogger("Sabot.Cdc.Hosting"));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (watch is not null)
            _watching = Task.Run(() => watch.RunAsync(logger, _stopping.Token), CancellationToken.None);
        if (handlers.Count == 0)
            return Task.CompletedTask;
        Log.HandlersStarting(logger, client.Slot, string.Join(", ", handlers.Select(handler => handler.Table)));
        _running = Task.WhenAll(handlers.Select(handler => Task.Run(() => RunAsync(handler.Run, handler.Table))));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Lets the handlers finish what has arrived, acknowledges it and disconnects.
    /// </summary>
    /// <exception cref="CdcException">A handler or the session had failed.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A change that waits to be tried again would wait in vain.
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await client.StopAsync(cancellationToken).ConfigureAwait(false);
            await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
            await _watching.ConfigureAwait(false);
            if (handlers.Count > 0 && Volatile.Read(ref _fatal) is null)
                Log.HandlersStopped(logger, client.Slot);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await _aborting.CancelAsync().ConfigureAwait(false);
            Log.HandlersAborted(logger, client.Slot);
        }
        catch (CdcConnectionException e)
        {
            Log.NotConfirmed(logger, client.Slot, e.Message);
        }

        if (options.StopHostOnFailure && Volatile.Read(ref _fatal) is { } fatal)
            ExceptionDispatchInfo.Throw(fatal);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task RunAsync(HandlerRun run, string table)
    {
        try
        {
            await run.RunAsync(_stopping.Token, _aborting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (ObjectDisposedException) when (_stopping.IsCancellationRequested)
        {
            // The client was aborted, which ends its streams with this.
        }
        catch (Exception e)
        {
            Fail(e, table);
        }
    }

    private void Fail(Exception exception, string table)
    {
        state.Failure = exception;
        // The client has logged why its session failed, once for all streams.
        if (!ReferenceEquals(exception, client.Life.Now.Cause))
            Log.HandlerFailed(logger, table, client.Slot, exception);
        // The other tables are to go on without this one.
        if (exception is CdcSchemaDriftException && client.GoesOnAfterDrift)
            return;
        if (Interlocked.CompareExchange(ref _fatal, exception, null) is not null)
            return;
        if (options.StopHostOnFailure)
        {
            Log.HostStopping(logger, client.Slot);
            lifetime.StopApplication();
        }
        else
        {
            _ = StopOthersAsync();
        }
    }

    // Nothing is received any more: the stream that nobody takes from would hold up the others for ever.
    private async Task StopOthersAsync()
    {
        try
        {
            await client.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (CdcConnectionException e)
        {
            Log.NotConfirmed(logger, client.Slot, e.Message);
        }
    }
}
