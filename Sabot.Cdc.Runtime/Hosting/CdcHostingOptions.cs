namespace Sabot.Cdc;

/// <summary>How a client behaves in its host.</summary>
public sealed class CdcHostingOptions
{
    /// <summary>
    /// Whether the host is stopped when the changes are no longer handled, because a handler or the session failed; its
    /// <c>RunAsync</c> then throws what happened. When it is not, the other handlers finish what has arrived and end,
    /// and the health check tells. Default: true.
    /// </summary>
    public bool StopHostOnFailure { get; set; } = true;

    /// <summary>
    /// How often the server is asked how much WAL the slot retains, for the metric; 1 s to 1 day, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for never. Default: 15 s.
    /// </summary>
    public TimeSpan SlotCheckInterval { get; set; } = TimeSpan.FromSeconds(15);
}
