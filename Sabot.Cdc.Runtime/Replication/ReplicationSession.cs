using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using NpgsqlTypes;

namespace Sabot.Cdc;

/// <summary>
/// One replication connection from START_REPLICATION to its end: receives payloads, reports what was acknowledged.
/// </summary>
/// <remarks>
/// Npgsql reports to the server from a timer, whether or not the receive loop is reading, so a consumer that makes the
/// loop wait does not cost the connection. It reports only positions given to <see cref="Acknowledge"/> as flushed;
/// keepalive positions, which run ahead of what the plugin holds back, never are.
/// </remarks>
internal sealed class ReplicationSession : IAsyncDisposable
{
    private static readonly TimeSpan ConfirmationTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConfirmationPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SlotCreationWarning = TimeSpan.FromSeconds(10);

    private readonly LogicalReplicationConnection _connection;
    private readonly SessionTarget _target;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _boundLifted = new();
    // Held while a payload is handed out, and for ever once the session is stopping.
    private readonly SemaphoreSlim _routing = new(1);
    private readonly StallWatchdog _watchdog;
    private readonly IAsyncEnumerator<XLogDataMessage> _messages;
    private Task _receiving = Task.CompletedTask;
    private ulong _acknowledged;
    private volatile bool _streaming;

    private ReplicationSession(
        CdcOptions options,
        SessionTarget target,
        LogicalReplicationConnection connection,
        SubscribedTables tables)
    {
        _target = target;
        _connection = connection;
        _watchdog = new StallWatchdog(options.StallTimeout, _ending.Token);
        var plugin = PluginOptions.Create(options, tables);
        _messages = connection
            .StartLogicalReplication(new WalArrowSlot(options.Slot), _ending.Token, options: plugin)
            .GetAsyncEnumerator(CancellationToken.None);
    }

    /// <summary>The greatest WAL position the server has mentioned, in data or in a keepalive.</summary>
    public ulong ServerLsn => (ulong)_connection.LastReceivedLsn;

    /// <summary>Prepares the server, connects, and creates the slot if it is missing.</summary>
    public static async Task<ReplicationSession> OpenAsync(
        CdcOptions options, SubscribedTables tables, ILogger logger, CancellationToken cancellationToken)
    {
        var target = new SessionTarget(options);
        var preparation = await Preparation
            .RunAsync(options, target, tables, logger, cancellationToken)
            .ConfigureAwait(false);
        var connection = new LogicalReplicationConnection(target.ConnectionString)
        {
            WalReceiverStatusInterval = preparation.StatusInterval,
            WalReceiverTimeout = options.StallTimeout,
        };
        try
        {
            await ConnectAsync(connection, target, cancellationToken).ConfigureAwait(false);
            if (!preparation.SlotExists)
                await CreateSlotAsync(connection, options, target, logger, cancellationToken).ConfigureAwait(false);
            Log.SessionStarting(
                logger,
                options.Slot,
                target.Database,
                target.Server,
                preparation.Server.Version,
                preparation.StatusInterval);
            return new ReplicationSession(options, target, connection, tables);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Why the last payload was not taken, though the connection is in order: it is malformed, or does not fit the
    /// compiled tables. Nothing is received after it.
    /// </summary>
    public CdcException? Refusal { get; private set; }

    /// <summary>
    /// Receives until the session is stopped, refuses a payload, or fails; the task faults only with a
    /// <see cref="CdcException"/>.
    /// </summary>
    public Task ReceiveAsync(IPayloadRouter router) => _receiving = ReceiveLoopAsync(router);

    /// <summary>From now on <paramref name="position"/> may be reported as flushed.</summary>
    public void Acknowledge(ulong position)
    {
        Volatile.Write(ref _acknowledged, position);
        _connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(position));
    }

    /// <summary>
    /// Ends receiving: a payload that is being handed out is handed out completely, and none after it.
    /// </summary>
    public async Task StopReceivingAsync()
    {
        await _boundLifted.CancelAsync().ConfigureAwait(false);
        await _routing.WaitAsync().ConfigureAwait(false);
    }

    /// <summary>Reports the last acknowledged position and waits until the slot shows it.</summary>
    /// <exception cref="CdcConnectionException">The server did not take it.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        var position = Volatile.Read(ref _acknowledged);
        if (position == 0)
            return;

        try
        {
            await SendStatusAsync(cancellationToken).ConfigureAwait(false);
            if (await IsConfirmedAsync(position, cancellationToken).ConfigureAwait(false))
                return;
        }
        catch (Exception e) when (IsOfConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            throw NotConfirmed(position, e);
        }

        throw NotConfirmed(position, null);
    }

    /// <summary>Reports the last acknowledged position now rather than at the next interval.</summary>
    private async Task SendStatusAsync(CancellationToken cancellationToken)
    {
        // Npgsql can report only between the first message and the end of the stream.
        if (!_streaming || _receiving.IsFaulted)
            return;
        try
        {
            await _connection.SendStatusUpdate(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // The stream has just ended; there is nobody to report to.
        }
    }

    /// <summary>Ends the stream and closes the connection; when it returns, the server has released the slot.</summary>
    public async ValueTask DisposeAsync()
    {
        _streaming = false;
        await _boundLifted.CancelAsync().ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _watchdog.Dispose();
        _ending.Dispose();
        _boundLifted.Dispose();
    }

    private static async Task ConnectAsync(
        LogicalReplicationConnection connection, SessionTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Open(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw ServerErrors.WhileConnecting(e, target);
        }
    }

    private static async Task CreateSlotAsync(
        LogicalReplicationConnection connection,
        CdcOptions options,
        SessionTarget target,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        // The server waits for every transaction that is open now, however long that takes.
        connection.CommandTimeout = Timeout.InfiniteTimeSpan;
        var began = Stopwatch.GetTimestamp();
        try
        {
            var creating = connection.CreateLogicalReplicationSlot(
                SqlText.Identifier(options.Slot),
                PluginOptions.Plugin,
                options.TemporarySlot,
                LogicalSlotSnapshotInitMode.NoExport,
                cancellationToken: cancellationToken);
            while (await Task.WhenAny(creating, Task.Delay(SlotCreationWarning, CancellationToken.None))
                .ConfigureAwait(false) != creating)
                Log.SlotCreationWaits(logger, options.Slot, Stopwatch.GetElapsedTime(began).TotalSeconds);
            var created = await creating.ConfigureAwait(false);
            Log.SlotCreated(logger, options.Slot, created.ConsistentPoint.ToString());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw ServerErrors.WhileStarting(e, target);
        }
    }

    private async Task<bool> IsConfirmedAsync(ulong position, CancellationToken cancellationToken)
    {
        await using var connection = await Preparation.ConnectAsync(_target, cancellationToken).ConfigureAwait(false);
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var slot = await SlotState.ReadAsync(connection, _target.Slot, cancellationToken).ConfigureAwait(false);
            if (slot is not null && slot.ConfirmedFlushLsn >= position)
                return true;
            if (slot is null || _receiving.IsFaulted || Stopwatch.GetElapsedTime(began) > ConfirmationTimeout)
                return false;
            await Task.Delay(ConfirmationPoll, cancellationToken).ConfigureAwait(false);
        }
    }

    private CdcConnectionException NotConfirmed(ulong position, Exception? innerException) => new(
        $"The server at {_target.Server} did not confirm the acknowledged position {CdcPosition.FormatLsn(position)} "
        + $"of slot {_target.Slot}; changes from the position that pg_replication_slots shows are delivered again "
        + "after the next start.",
        innerException);

    private async Task ReceiveLoopAsync(IPayloadRouter router)
    {
        try
        {
            while (await _messages.MoveNextAsync().ConfigureAwait(false))
            {
                _streaming = true;
                var payload = await ReadAsync(_messages.Current.Data).ConfigureAwait(false);
                try
                {
                    // Only stopping ever holds it, and never gives it back.
                    if (!_routing.Wait(0, CancellationToken.None) || !await TryRouteAsync(router, payload).ConfigureAwait(false))
                        return;
                }
                finally
                {
                    payload.Release();
                }
            }
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            return;
        }
        catch (Exception) when (_watchdog.Stalled)
        {
            throw new CdcConnectionException($"The connection to {_target.Server} was lost: nothing arrived in the "
                + "middle of a message "
                + "for as long as StallTimeout; start again to resume at the last acknowledged position.");
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            throw _streaming ? ServerErrors.WhileStreaming(e, _target) : ServerErrors.WhileStarting(e, _target);
        }

        if (!_ending.IsCancellationRequested)
            throw new CdcConnectionException($"The server at {_target.Server} ended the stream of slot "
                + $"{_target.Slot}; start again to resume.");
    }

    private async ValueTask<bool> TryRouteAsync(IPayloadRouter router, Payload payload)
    {
        try
        {
            await router.RouteAsync(payload, _boundLifted.Token).ConfigureAwait(false);
            return true;
        }
        catch (CdcException e)
        {
            Refusal = e;
            return false;
        }
        finally
        {
            _routing.Release();
        }
    }

    // Anything else is a fault of this code, and is not to look like one of the network.
    private static bool IsOfConnection(Exception e)
        => e is NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException;

    private async ValueTask<Payload> ReadAsync(Stream data)
    {
        var payload = Payload.Rent(checked((int)data.Length));
        try
        {
            for (var read = 0; read < payload.Length;)
            {
                _watchdog.BeginRead();
                var rest = payload.Array.AsMemory(read, payload.Length - read);
                var count = await data.ReadAsync(rest, _watchdog.Token).ConfigureAwait(false);
                _watchdog.EndRead();
                read += count > 0 ? count : throw new EndOfStreamException("the message ended early");
            }

            return payload;
        }
        catch
        {
            payload.Release();
            throw;
        }
    }
}
