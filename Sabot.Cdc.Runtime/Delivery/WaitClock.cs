using System.Diagnostics;

namespace Sabot.Cdc;

/// <summary>How long somebody has waited in all, the wait that is going on included; one waits, anybody may read.</summary>
internal sealed class WaitClock
{
    private readonly Lock _gate = new();
    private TimeSpan _past;
    private long _since;

    /// <summary>All waits together.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_gate)
                return _since == 0 ? _past : _past + Stopwatch.GetElapsedTime(_since);
        }
    }

    /// <summary>Whether a wait is going on.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
                return _since != 0;
        }
    }

    public void Begin()
    {
        lock (_gate)
            _since = Stopwatch.GetTimestamp();
    }

    public void End()
    {
        lock (_gate)
        {
            _past += Stopwatch.GetElapsedTime(_since);
            _since = 0;
        }
    }
}
