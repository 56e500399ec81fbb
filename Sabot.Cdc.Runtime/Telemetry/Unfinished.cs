namespace Sabot.Cdc;

/// <summary>A change that was received and is not finished.</summary>
/// <param name="Position">Which one.</param>
/// <param name="CommitTime">When its transaction was committed, microseconds since 1970-01-01 UTC by the server's
/// clock.</param>
internal readonly record struct Unfinished(CdcPosition Position, long CommitTime)
{
    /// <summary>How long ago the commit was; zero where the clocks of server and client disagree about it.</summary>
    internal TimeSpan Age(DateTime now)
    {
        var microseconds = (now - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - CommitTime;
        var longest = TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond;
        return new TimeSpan(Math.Clamp(microseconds, 0, longest) * TimeSpan.TicksPerMicrosecond);
    }
}
