using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>
/// The work of a client from its start to its end: session after session, until it is stopped or fails. Failures reach
/// the consumers through their streams.
/// </summary>
/// <remarks>
/// What consumers have queued stays queued while the connection is away. Ledger and received positions outlive the
/// sessions, so that a later one delivers exactly what earlier ones did not.
/// </remarks>
internal sealed class SessionLoop(
    CdcOptions options,
    ISessionSource source,
    IReadOnlyList<Subscription> subscriptions,
    Func<ReceivedPositions, FrameRouter> createRouter,
    AcknowledgementLedger ledger,
    ReceiveCounters counters,
    ILogger logger)
{
    private static readonly TimeSpan LastStatusTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastConnectionTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly ReconnectPolicy _policy = new(options, TimeProvider.System, Random.Shared);
    private readonly Lock _telling = new();
    private readonly LostProgress _lost = new();
    private SubscribedTables _tables = new([], false);
    private ReceivedPositions _received = new();
    private PositionKeeper? _keeper;
    private Exception? _failure;
    private CdcTimeline? _timeline;
    private ISession? _session;
    private ulong _told;
    private ulong _confirmed;
    private ulong _serverLsn;

    /// <summary>Why the last acknowledgement of a graceful stop did not reach the server; null when it did.</summary>
    public CdcConnectionException? StopFailure { get; private set; }

    /// <summary>Where it is in its life, for those who watch.</summary>
    public ConnectionLife Life { get; } = new();

    /// <summary>Whether it was ended at once.</summary>
    public bool IsAborted => _aborting.IsCancellationRequested;

    /// <summary>Up to where the slot is known to have confirmed; 0 before the first session.</summary>
    public ulong ConfirmedLsn => Volatile.Read(ref _confirmed);

    /// <summary>The history that received positions are of; null before the first session.</summary>
    public CdcTimeline? Timeline
    {
        get
        {
            lock (_telling)
                return _timeline;
        }
    }

    /// <summary>The greatest WAL position that a server has mentioned.</summary>
    public ulong ServerLsn
    {
        get
        {
            if (Volatile.Read(ref _session) is { } session)
                NoteServerLsn(session);
            return Volatile.Read(ref _serverLsn);
        }
    }

    /// <summary>Runs until it is stopped or fails.</summary>
    public async Task RunAsync()
    {
        try
        {
            Life.Enter(ConnectionPhase.Connecting);
            Prepare();
            await RunSessionsAsync().ConfigureAwait(false);
            Life.Enter(ConnectionPhase.Stopped);
            CompleteStreams();
            CloseStreams();
        }
        catch (Exception e)
        {
            Life.Enter(ConnectionPhase.Failed, e);
            EndStreams(e);
            Log.SessionFailed(logger, options.Slot, CdcPosition.FormatLsn(ledger.Acknowledged), e);
        }
        finally
        {
            _keeper?.Abort();
        }
    }

    // A slot that is gone brings nothing a second time: what is queued stays, for whoever enumerates its stream, and
    // only behind it the exception is thrown.
    private void EndStreams(Exception failure)
    {
        if (failure is CdcSlotException)
        {
            CompleteStreams(failure);
            return;
        }

        FailStreams(failure);
        CloseStreams();
    }

    private void CloseStreams()
    {
        foreach (var subscription in subscriptions)
            subscription.Close();
    }

    private void Prepare()
    {
        _tables = SubscribedTables.Of(subscriptions);
        if (options.StartPosition is { } start)
            _received = new ReceivedPositions(new ResumeMark(start, _tables.AreAll || _tables.Named.Count > 1));
        if (options.SavePosition is { } save)
            _keeper = new PositionKeeper((position, token) => save(position, Timeline!.Value, token), Tell, Fail);
    }

    /// <summary>Asks for the graceful end; <see cref="RunAsync"/> then ends.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    /// <summary>Ends at once.</summary>
    public void Abort()
    {
        _aborting.Cancel();
        _stopping.Cancel();
        _keeper?.Abort();
    }

    /// <summary>From now on <paramref name="position"/> may be told to the server, once it is stored.</summary>
    public void Acknowledge(ulong position)
    {
        if (_keeper is { } keeper)
            keeper.Offer(position, ledger.LastChange);
        else
            Tell(position);
    }

    private void Tell(ulong position)
    {
        lock (_telling)
        {
            Volatile.Write(ref _told, _lost.Limit(position));
            if (options.Acknowledges)
                Volatile.Read(ref _session)?.Acknowledge(_told);
        }
    }

    /// <summary>A position could not be stored: nothing further may be acknowledged, and there is no going on.</summary>
    private void Fail(Exception cause)
    {
        var failure = DeliveryErrors.NotSaved(cause);
        Volatile.Write(ref _failure, failure);
        FailStreams(failure);
        _stopping.Cancel();
    }

    private async Task RunSessionsAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var session = await OpenAsync(_stopping.Token).ConfigureAwait(false);
                try
                {
                    _policy.Started();
                    if (await RunSessionAsync(session).ConfigureAwait(false))
                        return;
                }
                finally
                {
                    await CloseAsync(session).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (CdcConnectionException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (CdcConnectionException e)
            {
                if (!await WaitToReconnectAsync(e).ConfigureAwait(false))
                    throw;
            }
        }

        await StopWithoutSessionAsync().ConfigureAwait(false);
    }

    /// <summary>False when there is to be no further attempt.</summary>
    private async Task<bool> WaitToReconnectAsync(CdcConnectionException failure)
    {
        if (_policy.NextDelay(failure) is not { } delay)
            return false;
        if (_policy.IsStarted && options.TemporarySlot)
            throw DeliveryErrors.TemporarySlotLost(options.Slot, failure);
        Life.Enter(_policy.IsStarted ? ConnectionPhase.Reconnecting : ConnectionPhase.Connecting, failure);
        Log.Reconnecting(logger, options.Slot, delay, _policy.Failures, failure.Reason);
        await Task.Delay(delay, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    /// <summary>One connection from its start to its end; true when the client is stopped.</summary>
    private async Task<bool> RunSessionAsync(ISession session)
    {
        var payloads = counters.Payloads;
        Attach(session);
        Life.Enter(ConnectionPhase.Streaming);
        try
        {
            var router = createRouter(_received);
            // What was in progress when the last session ended comes again from its beginning.
            using var streamed = options.Streaming
                ? StreamedRouter.Open(router, options.SpillFolder, counters, logger)
                : null;
            var receiving = session.ReceiveAsync(streamed ?? (IPayloadRouter)router);
            await Task.WhenAny(receiving, WhenCancelledAsync(_stopping.Token)).ConfigureAwait(false);
            if (receiving.IsFaulted)
                await receiving.ConfigureAwait(false);
            return await StopSessionAsync(session).ConfigureAwait(false);
        }
        finally
        {
            _policy.Ended(received: counters.Payloads != payloads);
            NoteServerLsn(session);
            NoteConfirmed(session);
            Volatile.Write(ref _session, null);
        }
    }

    private void Attach(ISession session)
    {
        _received.BeginSession(session.ConfirmedLsn, session.Fork);
        ledger.BeginSession();
        NoteConfirmed(session);
        // The ledger tells under its own lock, so nothing is asked of it under this one.
        var stated = ledger.Stated;
        lock (_telling)
        {
            _timeline = session.Timeline;
            if (session.Fork is { } fork)
                _lost.Add(fork, stated);
            Volatile.Write(ref _told, _lost.Limit(_told));
            Volatile.Write(ref _session, session);
            // What was finished meanwhile, when there was nobody to tell.
            if (options.Acknowledges && _told > 0)
                session.Acknowledge(_told);
        }
    }

    // What came before a refused payload is good, and is delivered and acknowledged first: code that is compiled for
    // what was refused could not read it.
    private async Task<bool> StopSessionAsync(ISession session)
    {
        await session.StopReceivingAsync().ConfigureAwait(false);
        CompleteStreams(session.Refusal);
        try
        {
            await WhenDrainedAsync().ConfigureAwait(false);
            await session.ConfirmAsync(_aborting.Token).ConfigureAwait(false);
            if (session.Refusal is null)
                Log.SessionStopped(logger, options.Slot, CdcPosition.FormatLsn(ledger.Acknowledged));
        }
        catch (CdcConnectionException) when (session.Refusal is null)
        {
            // The connection was lost while the streams were drained.
            return false;
        }
        catch (CdcConnectionException e)
        {
            StopFailure = e;
        }
        catch (OperationCanceledException) when (_aborting.IsCancellationRequested)
        {
            // What was finished is told, and for a moment the answer is waited for: ending the stream cancels the
            // server's work, and a report that it has not read by then is lost.
            using var timeout = new CancellationTokenSource(LastStatusTimeout);
            await session.ConfirmAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (session.Refusal is { } refusal)
            throw refusal;
        return true;
    }

    /// <summary>
    /// The graceful end of a client that is not connected: streams deliver what is queued, and unless the slot is known
    /// to have confirmed it already, one more session tells the server, if it can be had.
    /// </summary>
    private async Task StopWithoutSessionAsync()
    {
        CompleteStreams();
        try
        {
            await WhenDrainedAsync().ConfigureAwait(false);
            if (Volatile.Read(ref _told) > ConfirmedLsn && options is { Acknowledges: true, TemporarySlot: false })
                await ConfirmAnewAsync().ConfigureAwait(false);
            Log.SessionStopped(logger, options.Slot, CdcPosition.FormatLsn(ledger.Acknowledged));
        }
        catch (CdcConnectionException e)
        {
            StopFailure = e;
        }
        catch (OperationCanceledException) when (_aborting.IsCancellationRequested)
        {
            // Ended at once; there is nobody to tell.
        }
    }

    private async Task ConfirmAnewAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_aborting.Token);
        limit.CancelAfter(LastConnectionTimeout);
        while (true)
        {
            try
            {
                var session = await OpenAsync(limit.Token).ConfigureAwait(false);
                try
                {
                    await session.StopReceivingAsync().ConfigureAwait(false);
                    Attach(session);
                    _ = session.ReceiveAsync(createRouter(_received));
                    await session.ConfirmAsync(limit.Token).ConfigureAwait(false);
                    return;
                }
                finally
                {
                    Volatile.Write(ref _session, null);
                    await CloseAsync(session).ConfigureAwait(false);
                }
            }
            catch (CdcConnectionException e)
                when (e.IsTransient && !limit.IsCancellationRequested)
            {
                await Task.Delay(options.ReconnectDelay, limit.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException e) when (!_aborting.IsCancellationRequested)
            {
                throw DeliveryErrors.NotConfirmed(options.Slot, ledger.Acknowledged, e);
            }
        }
    }

    /// <summary>Opens a session; a network that is dead does not delay the end of the client.</summary>
    private async Task<ISession> OpenAsync(CancellationToken cancellationToken)
    {
        var resume = new ResumePoint(_lost.Limit(ledger.Acknowledged), _received.Greatest, ledger.Stated);
        var opening = source.OpenAsync(_tables, resume, cancellationToken);
        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (await EndsSoonAsync(opening).ConfigureAwait(false) && opening.IsCompletedSuccessfully)
                await CloseAsync(opening.Result).ConfigureAwait(false);
            else
                _ = CloseWhenOpenAsync(opening);
            throw;
        }
    }

    private static async Task CloseWhenOpenAsync(Task<ISession> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await opening.Result.DisposeAsync().ConfigureAwait(false);
    }

    private static Task CloseAsync(ISession session) => EndsSoonAsync(session.DisposeAsync().AsTask());

    /// <summary>
    /// Waits a moment for something that ends in milliseconds unless nobody answers; then it goes on by itself.
    /// </summary>
    private static async Task<bool> EndsSoonAsync(Task task)
    {
        await Task.WhenAny(task, Task.Delay(ClosingTimeout)).ConfigureAwait(false);
        return task.IsCompleted;
    }

    private async Task WhenDrainedAsync()
    {
        await Task.WhenAll(subscriptions.Select(subscription => subscription.WhenIdleAsync()))
            .WaitAsync(_aborting.Token)
            .ConfigureAwait(false);
        if (_keeper is { } keeper)
            await keeper.FlushAsync().WaitAsync(_aborting.Token).ConfigureAwait(false);
        if (Volatile.Read(ref _failure) is { } failure)
            throw failure;
    }

    private void NoteServerLsn(ISession session)
    {
        var lsn = session.ServerLsn;
        if (lsn > Volatile.Read(ref _serverLsn))
            Volatile.Write(ref _serverLsn, lsn);
    }

    // Not the greatest of all sessions: a server that has crashed may have forgotten some.
    private void NoteConfirmed(ISession session) => Volatile.Write(ref _confirmed, session.LastConfirmedLsn);

    private void CompleteStreams(Exception? failure = null)
    {
        foreach (var subscription in subscriptions)
            subscription.Complete(failure);
    }

    private void FailStreams(Exception failure)
    {
        foreach (var subscription in subscriptions)
            subscription.Fail(failure);
    }

    private static Task WhenCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled);
        return cancelled.Task;
    }
}
