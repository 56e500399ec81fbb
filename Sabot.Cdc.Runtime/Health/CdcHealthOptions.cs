namespace Sabot.Cdc;

/// <summary>When a client's health check says degraded or unhealthy.</summary>
public sealed class CdcHealthOptions
{
    /// <summary>
    /// Bytes of WAL that the slot may retain on the server before the client is degraded. Default: 1 GiB.
    /// </summary>
    public long DegradedBytes { get; set; } = 1L << 30;

    /// <summary>The same for unhealthy; at least <see cref="DegradedBytes"/>. Default: 10 GiB.</summary>
    public long UnhealthyBytes { get; set; } = 10L << 30;

    /// <summary>
    /// How long ago the oldest change that is not finished may have been committed before the client is degraded.
    /// Default: 1 minute.
    /// </summary>
    public TimeSpan DegradedLag { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The same for unhealthy; at least <see cref="DegradedLag"/>. Default: 10 minutes.</summary>
    public TimeSpan UnhealthyLag { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long the client may be without a connection, while it connects or reconnects, before it is unhealthy; until
    /// then it is degraded. Default: 1 minute.
    /// </summary>
    public TimeSpan ReconnectGrace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the check waits for the server's answer, 100 ms to 1 minute. Default: 5 s.</summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
