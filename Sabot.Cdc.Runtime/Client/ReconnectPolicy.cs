namespace Sabot.Cdc;

/// <summary>Decides whether to try again after a failure, and when: later each time, not all clients at once.</summary>
internal sealed class ReconnectPolicy(CdcOptions options, TimeProvider time, Random random)
{
    private readonly long _began = time.GetTimestamp();
    private long _opened;

    /// <summary>Failures since a session was a good one.</summary>
    public int Failures { get; private set; }

    /// <summary>
    /// Whether a session was opened: from then on a lost connection is an interruption, not a wrong address.
    /// </summary>
    public bool IsStarted { get; private set; }

    /// <summary>A session was opened.</summary>
    public void Started() => (IsStarted, _opened) = (true, time.GetTimestamp());

    /// <summary>
    /// A session has ended. After a good one the next failure is the first again: one that has brought something, or
    /// was there for longer than the longest wait between attempts, as those of idle databases are. One that ends at
    /// once, again and again, is none.
    /// </summary>
    public void Ended(bool received)
    {
        if (received || time.GetElapsedTime(_opened) > options.MaxReconnectDelay)
            Failures = 0;
    }

    /// <summary>How long to wait before the next attempt; null when this failure is the last.</summary>
    public TimeSpan? NextDelay(CdcConnectionException failure)
    {
        if (!failure.IsTransient || !MayRetry())
            return null;
        var longest = Math.Min(
            options.MaxReconnectDelay.Ticks, options.ReconnectDelay.Ticks * Math.Pow(2, Failures));
        Failures++;
        // Half of it at least; of the other half anything, so that clients of one server come back one by one.
        return TimeSpan.FromTicks((long)(longest * (1 + random.NextDouble()) / 2));
    }

    private bool MayRetry() => IsStarted
        ? options.ReconnectAttempts is not { } attempts || Failures < attempts
        : time.GetElapsedTime(_began) < options.WaitForServer;
}
