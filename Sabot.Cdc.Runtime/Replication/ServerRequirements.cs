using System.Globalization;

namespace Sabot.Cdc;

/// <summary>Refuses a server or role that cannot stream, naming the setting or statement that changes it.</summary>
internal static class ServerRequirements
{
    // wal2arrow is written for the output plugin API of PostgreSQL 15.
    private const int FirstVersion = 150000;
    private const int FirstWithStandbyDecoding = 160000;
    private const int FirstWithFailoverSlots = 170000;
    // What a killed client has finished since the last report is delivered again.
    private static readonly TimeSpan LongestDerivedInterval = TimeSpan.FromSeconds(1);

    public static void Check(ServerFacts server)
    {
        if (server.VersionNumber < FirstVersion)
            throw new CdcServerException($"The server runs PostgreSQL {server.Version}, and wal2arrow needs "
                + "PostgreSQL 15 or later; upgrade the server.");
        if (server.IsStandby && server.VersionNumber < FirstWithStandbyDecoding)
            throw new CdcServerException("The server is a standby, and decoding on a standby was introduced in PostgreSQL "
                + $"16; it runs PostgreSQL {server.Version}: name the primary in ConnectionString, or all servers and "
                + "Target Session Attributes=primary.");
        if (server.WalLevel != "logical")
            throw new CdcServerException($"The server's wal_level is {server.WalLevel}, and logical decoding needs "
                + "logical; run ALTER SYSTEM SET wal_level = 'logical' and restart the server"
                + (server.IsStandby ? ", and likewise its primary." : "."));
        if (!server.MayReplicate)
            throw new CdcServerException($"Role {server.Role} may not replicate; run ALTER ROLE "
                + $"{SqlText.Identifier(server.Role)} REPLICATION as a superuser.");
        if (server.UsedWalSenders >= server.MaxWalSenders)
            throw NoWalSender(server.MaxWalSenders);
    }

    /// <summary>Refuses a failover slot on a server that cannot have one.</summary>
    public static void CheckFailover(ServerFacts server)
    {
        if (server.VersionNumber < FirstWithFailoverSlots)
            throw new CdcServerException("FailoverSlot is set, and failover slots were introduced in PostgreSQL 17; the "
                + $"server runs PostgreSQL {server.Version}: set FailoverSlot to false, or upgrade the server.");
        if (server.IsStandby)
            throw new CdcServerException("FailoverSlot is set, and the server is a standby: it gets its copy of a "
                + "failover slot from the primary; name the primary in ConnectionString, or all servers and Target "
                + "Session Attributes=primary.");
    }

    /// <summary>Refuses to create a slot on a server that has no room for it.</summary>
    public static void CheckFreeSlot(ServerFacts server)
    {
        if (server.UsedSlots >= server.MaxSlots)
            throw NoFreeSlot(server.MaxSlots);
    }

    public static CdcServerException NoFreeSlot(int? limit, Exception? innerException = null) => new(
        $"The server has no free replication slot{InWords("max_replication_slots", limit)}; drop one that is not used "
        + "(SELECT slot_name FROM pg_replication_slots WHERE NOT active), or raise max_replication_slots and restart "
        + "the server.",
        innerException);

    public static CdcServerException NoWalSender(int? limit, Exception? innerException = null) => new(
        $"The server has no free WAL sender{InWords("max_wal_senders", limit)}; raise max_wal_senders and restart the "
            + "server.",
        innerException);

    /// <summary>How often to report to this server: often enough that it never takes the client for dead.</summary>
    public static TimeSpan StatusInterval(CdcOptions options, ServerFacts server)
    {
        var timeout = server.WalSenderTimeout;
        if (options.StatusInterval is not { } interval)
        {
            return timeout == TimeSpan.Zero || timeout / 3 > LongestDerivedInterval
                ? LongestDerivedInterval
                : timeout / 3;
        }

        if (timeout != TimeSpan.Zero && interval >= timeout)
            throw new CdcServerException($"StatusInterval is {Seconds(interval)} s, and the server closes a connection "
                + $"that is silent for {Seconds(timeout)} s (wal_sender_timeout); set StatusInterval to less, "
                + "or to null to derive it.");
        return interval;
    }

    private static string InWords(string setting, int? limit)
        => limit is null ? "" : $" ({setting} is {limit})";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
