namespace Sabot.Cdc;

/// <summary>Decides whether to try again after a failure, and when: later each time, not all clients at once.</summary>
internal sealed class ReconnectPolicy(CdcOptions options, TimeProvider time, Random random)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>Failures since something was received.</summary>
    public int Failures { get; private set; }

    /// <summary>
    /// Whether a session was opened: from then on a lost connection is an interruption, not a wrong address.
    /// </summary>
    public bool IsStarted { get; private set; }

    /// <summary>A session was opened.</summary>
    public void Started() => IsStarted = true;

    /// <summary>Something was received: the next failure is the first again.</summary>
    public void Received() => Failures = 0;

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
