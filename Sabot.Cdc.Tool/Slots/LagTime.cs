using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Slots;

/// <summary>How long ago the WAL at a slot's confirmed position was written, as exactly as it can be known.</summary>
/// <param name="AtLeast">It was not later.</param>
/// <param name="AtMost">It was not earlier; null where nothing tells.</param>
/// <param name="Source">Where it is known from.</param>
internal sealed record LagTime(TimeSpan AtLeast, TimeSpan? AtMost, string Source)
{
    /// <summary>The server's own measure of a slot in use (pg_stat_replication.flush_lag): exact.</summary>
    public const string Stream = "pg_stat_replication";

    /// <summary>
    /// From when the WAL file of the position, and the one before it, were last written to: PostgreSQL keeps no time of
    /// a position.
    /// </summary>
    public const string WalFiles = "wal files";

    /// <summary>Nothing is left to confirm.</summary>
    public const string NoLag = "no lag";

    public override string ToString()
    {
        var least = Amounts.Time(AtLeast);
        if (AtMost is not { } longest)
            return $"over {least}";
        var most = Amounts.Time(longest);
        return least == most ? least : AtLeast < TimeSpan.FromSeconds(1) ? $"up to {most}" : $"{least} to {most}";
    }
}
