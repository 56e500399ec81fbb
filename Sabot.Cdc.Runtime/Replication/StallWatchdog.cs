namespace Sabot.Cdc;

/// <summary>Notices that a read has got nothing for too long, and cancels it.</summary>
/// <remarks>
/// Npgsql times out while it waits for a message, but not within the body of one: a connection that dies there would
/// hang for ever.
/// </remarks>
internal sealed class StallWatchdog : IDisposable
{
    private readonly CancellationTokenSource _stalled;
    private readonly TimeSpan _timeout;
    private readonly Timer? _timer;
    // Environment.TickCount64 when the present read began; 0 while none is under way.
    private long _readingSince;

    public StallWatchdog(TimeSpan timeout, CancellationToken cancellationToken)
    {
        _timeout = timeout;
        _stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout == Timeout.InfiniteTimeSpan)
            return;
        var period = timeout / 4;
        _timer = new Timer(static state => ((StallWatchdog)state!).Check(), this, period, period);
    }

    /// <summary>Cancelled when a read stalls or the session is to end at once.</summary>
    public CancellationToken Token => _stalled.Token;

    /// <summary>Whether it was this watchdog that ended the session.</summary>
    public bool Stalled { get; private set; }

    public void BeginRead() => Volatile.Write(ref _readingSince, Environment.TickCount64);

    public void EndRead() => Volatile.Write(ref _readingSince, 0);

    public void Dispose()
    {
        _timer?.Dispose();
        _stalled.Dispose();
    }

    private void Check()
    {
        var since = Volatile.Read(ref _readingSince);
        if (since == 0 || Environment.TickCount64 - since < _timeout.TotalMilliseconds)
            return;
        Stalled = true;
        try
        {
            _stalled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The session ended meanwhile.
        }
    }
}
