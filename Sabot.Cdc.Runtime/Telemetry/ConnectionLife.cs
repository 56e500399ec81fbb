namespace Sabot.Cdc;

/// <summary>The phase that a client is in, since when and why; anybody may read it.</summary>
internal sealed class ConnectionLife
{
    private volatile State _now = new(ConnectionPhase.NotStarted, DateTime.UtcNow, null);

    private long _streams;

    internal State Now => _now;

    /// <summary>How often a connection was made again after one was lost; only its own thread writes.</summary>
    internal long Reconnects => Math.Max(0, Volatile.Read(ref _streams) - 1);

    /// <summary>Enters a phase; one that the client is in already keeps its beginning.</summary>
    internal void Enter(ConnectionPhase phase, Exception? cause = null)
    {
        var now = _now;
        if (phase == ConnectionPhase.Streaming)
            Volatile.Write(ref _streams, _streams + 1);
        _now = new State(phase, now.Phase == phase ? now.Since : DateTime.UtcNow, cause);
    }

    /// <param name="Phase">Where the client is.</param>
    /// <param name="Since">Since when, in UTC by this machine's clock.</param>
    /// <param name="Cause">What it reconnects for, or failed with.</param>
    internal sealed record State(ConnectionPhase Phase, DateTime Since, Exception? Cause);
}
