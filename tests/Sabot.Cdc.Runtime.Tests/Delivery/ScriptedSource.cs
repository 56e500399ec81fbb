using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>What a client gets when it connects, one after the other: sessions, or failures. Without any left it waits.</summary>
internal sealed class ScriptedSource : ISessionSource
{
    private readonly Channel<object> _script = Channel.CreateUnbounded<object>();

    internal List<ResumePoint> Opened { get; } = [];

    /// <summary>How many attempts to connect were begun.</summary>
    internal int Attempts { get; private set; }

    /// <summary>What the server says of the slot when it is asked; by default that it has none.</summary>
    internal Func<CancellationToken, Task<SlotReport?>> Slot { get; set; } = _ => Task.FromResult<SlotReport?>(null);

    /// <summary>How many attempts to connect were given up.</summary>
    internal int Cancelled { get; private set; }

    internal static CdcOptions Options(Action<CdcOptions>? configure = null)
    {
        var options = new CdcOptions
        {
            ConnectionString = "Host=127.0.0.1;Port=1;Database=shop;Username=cdc",
            Slot = "tests",
            ReconnectDelay = TimeSpan.FromMilliseconds(1),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(2),
        };
        configure?.Invoke(options);
        return options;
    }

    internal static CdcConnectionException Lost() => new("The connection was lost", "start again");

    internal CdcClient Client(Action<CdcOptions>? configure = null, ILogger? logger = null) =>
        new(Options(configure), this, logger);

    internal ScriptedSession Session(params byte[][] payloads) => Session(0, payloads);

    /// <summary>A session of a slot that has confirmed so much when the session begins.</summary>
    internal ScriptedSession Session(ulong confirmed, params byte[][] payloads) => Session(confirmed, 0, payloads);

    /// <summary>The same of a server that mentions a position of its WAL.</summary>
    internal ScriptedSession Session(ulong confirmed, ulong server, params byte[][] payloads) =>
        Add(new ScriptedSession { ConfirmedLsn = confirmed, ServerLsn = server }, payloads);

    /// <summary>A session that is made up already: the client may open it at once.</summary>
    internal ScriptedSession Add(ScriptedSession session, params byte[][] payloads)
    {
        foreach (var payload in payloads)
            session.Send(payload);
        _script.Writer.TryWrite(session);
        return session;
    }

    internal void Failure(Exception failure) => _script.Writer.TryWrite(failure);

    public async Task<ISession> OpenAsync(SubscribedTables tables, ResumePoint resume, CancellationToken cancellationToken)
    {
        object next;
        Attempts++;
        try
        {
            next = await _script.Reader.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }

        lock (Opened)
            Opened.Add(resume);
        return next is Exception failure ? throw failure : (ISession)next;
    }

    public Task<SlotReport?> ReadSlotAsync(CancellationToken cancellationToken) => Slot(cancellationToken);
}

/// <summary>A session that delivers what a test sends, until the test ends it.</summary>
internal sealed class ScriptedSession : ISession
{
    private readonly Channel<byte[]> _payloads = Channel.CreateUnbounded<byte[]>();
    private readonly CancellationTokenSource _boundLifted = new();
    private readonly SemaphoreSlim _routing = new(1);
    private readonly TaskCompletionSource _disposed = new();

    public ulong ConfirmedLsn { get; init; }

    public ulong LastConfirmedLsn => Math.Max(ConfirmedLsn, Confirmed);

    public ulong ServerLsn { get; init; }

    public CdcTimeline Timeline { get; init; } = new(7, 1);

    public ulong? Fork { get; init; }

    public CdcException? Refusal { get; private set; }

    /// <summary>Called with every position that the client acknowledges.</summary>
    internal Action<ulong>? Acknowledging { get; set; }

    internal ulong Acknowledged { get; private set; }

    /// <summary>What the slot is known to have confirmed since the session began.</summary>
    internal ulong Confirmed { get; set; }

    internal bool IsDisposed => _disposed.Task.IsCompleted;

    internal void Send(byte[] payload) => _payloads.Writer.TryWrite(payload);

    /// <summary>The connection is lost behind what was sent.</summary>
    internal void Lose() => _payloads.Writer.TryComplete(ScriptedSource.Lost());

    public async Task ReceiveAsync(IPayloadRouter router)
    {
        await foreach (var bytes in _payloads.Reader.ReadAllAsync())
        {
            if (!_routing.Wait(0))
                return;
            var payload = FrameBytes.ToPayload(bytes);
            try
            {
                await router.RouteAsync(payload, _boundLifted.Token);
            }
            catch (CdcException e)
            {
                Refusal = e;
                return;
            }
            finally
            {
                payload.Release();
                _routing.Release();
            }
        }
    }

    public void Acknowledge(ulong position)
    {
        Acknowledged = Math.Max(Acknowledged, position);
        Acknowledging?.Invoke(position);
    }

    public async Task StopReceivingAsync()
    {
        await _boundLifted.CancelAsync();
        await _routing.WaitAsync();
    }

    public Task ConfirmAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_payloads.Reader.Completion.IsFaulted)
            throw ScriptedSource.Lost();
        Confirmed = Acknowledged;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _boundLifted.CancelAsync();
        _disposed.TrySetResult();
    }
}
