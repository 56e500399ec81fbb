using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
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
internal sealed class ReplicationSession : ISession
{
    private static readonly TimeSpan ConfirmationTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConfirmationPoll = TimeSpan.FromMilliseconds(10);

    private readonly LogicalReplicationConnection _connection;
    private readonly SessionTarget _target;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _boundLifted = new();
    // Held while a payload is handed out, and for ever once the session is stopping.
    private readonly SemaphoreSlim _routing = new(1);
    private readonly StallWatchdog _watchdog;
    private readonly IAsyncEnumerator<XLogDataMessage> _messages;
    private readonly Lock _reporting = new();
    private readonly TimeSpan _statusInterval;
    private Task _receiving = Task.CompletedTask;
    private ulong _acknowledged;
    private long _acknowledgingSince;
    private volatile bool _streaming;

    private ReplicationSession(
        CdcOptions options,
        Preparation preparation,
        LogicalReplicationConnection connection,
        SubscribedTables tables,
        ulong confirmed,
        Cluster cluster)
    {
        ConfirmedLsn = LastConfirmedLsn = confirmed;
        (Timeline, Fork) = (cluster.Timeline, cluster.Fork);
        _target = preparation.Target;
        _statusInterval = preparation.StatusInterval;
        _connection = connection;
        _watchdog = new StallWatchdog(options.StallTimeout, _ending.Token);
        var plugin = PluginOptions.Create(options, tables);
        _messages = connection
            .StartLogicalReplication(new WalArrowSlot(options.Slot), _ending.Token, options: plugin)
            .GetAsyncEnumerator(CancellationToken.None);
    }

    /// <inheritdoc/>
    public ulong ConfirmedLsn { get; }

    /// <inheritdoc/>
    public ulong LastConfirmedLsn { get; private set; }

    /// <inheritdoc/>
    public CdcTimeline Timeline { get; }

    /// <inheritdoc/>
    public ulong? Fork { get; }

    /// <inheritdoc/>
    public ulong ServerLsn => (ulong)_connection.LastReceivedLsn;

    /// <summary>Prepares the server, connects, and creates the slot if it is missing.</summary>
    public static async Task<ReplicationSession> OpenAsync(
        CdcOptions options,
        SubscribedTables tables,
        SlotHistory history,
        ResumePoint resume,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var preparation = await Preparation
            .RunAsync(options, tables, history, resume, logger, cancellationToken)
            .ConfigureAwait(false);
        var target = preparation.Target;
        var connection = new LogicalReplicationConnection(target.ConnectionString)
        {
            WalReceiverStatusInterval = preparation.StatusInterval,
            WalReceiverTimeout = options.StallTimeout,
        };
        try
        {
            await ConnectAsync(connection, target, cancellationToken).ConfigureAwait(false);
            var cluster = await ClusterCheck
                .RunAsync(connection, options, preparation, history, resume, logger, cancellationToken)
                .ConfigureAwait(false);
            var confirmed = preparation.Slot?.ConfirmedFlushLsn
                ?? await SlotCreation
                    .RunAsync(connection, options, preparation, logger, cancellationToken)
                    .ConfigureAwait(false);
            if (options.FailoverSlot && preparation.Slot is { IsFailover: false })
                await SlotFailover.SetAsync(target, options.Slot, logger, cancellationToken).ConfigureAwait(false);
            history.Note(confirmed, connection.ProcessID, cluster, preparation.Server);
            Log.SessionStarting(
                logger,
                options.Slot,
                target.Database,
                target.Server,
                preparation.Server.Version,
                preparation.StatusInterval);
            // Also the limit of a status report that nobody reads; without one it would hold up all that follow.
            connection.CommandTimeout = options.StallTimeout;
            return new ReplicationSession(options, preparation, connection, tables, confirmed, cluster);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public CdcException? Refusal { get; private set; }

    /// <inheritdoc/>
    public Task ReceiveAsync(IPayloadRouter router) => _receiving = ReceiveLoopAsync(router);

    /// <inheritdoc/>
    public void Acknowledge(ulong position)
    {
        lock (_reporting)
        {
            if (position <= _acknowledged)
                return;
            if (_acknowledged == 0)
                _acknowledgingSince = Stopwatch.GetTimestamp();
            Volatile.Write(ref _acknowledged, position);
            _connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(position));
        }
    }

    /// <inheritdoc/>
    public async Task StopReceivingAsync()
    {
        await _boundLifted.CancelAsync().ConfigureAwait(false);
        await _routing.WaitAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        var position = Volatile.Read(ref _acknowledged);
        if (position == 0)
            return;

        try
        {
            if (await IsConfirmedAsync(position, cancellationToken).ConfigureAwait(false))
            {
                LastConfirmedLsn = position;
                return;
            }
        }
        catch (Exception e) when (IsOfConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            throw NotConfirmed(position, e);
        }

        throw NotConfirmed(position, null);
    }

    /// <summary>
    /// Reports the last acknowledged position now rather than at the next interval; false before that is possible.
    /// </summary>
    private async Task<bool> TrySendStatusAsync(CancellationToken cancellationToken)
    {
        // Npgsql can report only between the first message and the end of the stream.
        if (!_streaming)
            return false;
        if (_receiving.IsFaulted)
            return true;
        try
        {
            await _connection.SendStatusUpdate(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // The stream has just ended; there is nobody to report to.
        }

        return true;
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

    private async Task<bool> IsConfirmedAsync(ulong position, CancellationToken cancellationToken)
    {
        var reported = await TrySendStatusAsync(cancellationToken).ConfigureAwait(false);
        await using var connection = await Preparation.ConnectAsync(_target, cancellationToken).ConfigureAwait(false);
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (!reported)
                reported = await TrySendStatusAsync(cancellationToken).ConfigureAwait(false);
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
        + $"of slot {_target.Slot}",
        "changes from the position that pg_replication_slots shows are delivered again after the next start",
        innerException);

    private async Task ReceiveLoopAsync(IPayloadRouter router)
    {
        while (await ReadMessageAsync().ConfigureAwait(false) is { } payload)
        {
            try
            {
                // Only stopping ever holds it, and never gives it back.
                if (!_routing.Wait(0, CancellationToken.None)
                    || !await TryRouteAsync(router, payload).ConfigureAwait(false))
                    return;
            }
            finally
            {
                payload.Release();
            }
        }

        if (!_ending.IsCancellationRequested)
            throw new CdcConnectionException(
                $"The server at {_target.Server} ended the stream of slot {_target.Slot}", "start again to resume");
    }

    /// <summary>The next payload; null when the session is to end, or the server has ended the stream.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Payload?> ReadMessageAsync()
    {
        try
        {
            if (!await _messages.MoveNextAsync().ConfigureAwait(false))
                return null;
            _streaming = true;
            return await ReadAsync(_messages.Current.Data).ConfigureAwait(false);
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception) when (_watchdog.Stalled)
        {
            throw new CdcConnectionException(
                $"The connection to {_target.Server} was lost: nothing arrived in the middle of a message for as long "
                + "as StallTimeout",
                "start again to resume at the last acknowledged position");
        }
        catch (Exception e) when (e is NullReferenceException or ObjectDisposedException)
        {
            // Npgsql's timer takes the connection away from under its reader when a report cannot be written.
            throw new CdcConnectionException(
                $"The connection to {_target.Server} was lost: a status report could not be written",
                "start again to resume at the last acknowledged position",
                e);
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            if (ServerErrors.EndsStream(e))
                NoteShutdown();
            throw _streaming ? ServerErrors.WhileStreaming(e, _target) : ServerErrors.WhileStarting(e, _target);
        }
    }

    /// <summary>
    /// A server that shuts down ends the stream when the flush position that it was told is the end of what it has
    /// sent. Only before the first report it goes by what was received.
    /// </summary>
    private void NoteShutdown()
    {
        lock (_reporting)
        {
            if (_acknowledged != 0 && Stopwatch.GetElapsedTime(_acknowledgingSince) > 2 * _statusInterval)
                LastConfirmedLsn = _acknowledged;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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
