using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>What of the server and its settings stops or endangers any stream.</summary>
internal static class ServerChecks
{
    public const int FirstWithStandbyDecoding = 160000;

    private const int FirstSupported = 150000;
    private const string Where = "server";

    // A client's garbage collection, a laptop's sleep or a slow network are not to look like a dead client.
    private static readonly TimeSpan ShortestSenderTimeout = TimeSpan.FromSeconds(10);

    // In kilobytes. Below it, decoding writes nearly every transaction to disk first.
    private const long SmallestDecodingMemory = 1024;

    public static IEnumerable<Finding> Check(Examination examination)
    {
        var server = examination.Server;
        return [.. Version(server), .. WalLevel(server), .. Room(examination), .. Plugin(examination), .. Standby(server),
            .. Encoding(server), .. TimeOuts(server), .. Memory(server), .. WalLimits(server)];
    }

    private static IEnumerable<Finding> Version(ServerExamination server)
    {
        if (server.VersionNumber < FirstSupported)
        {
            yield return new Finding(Severity.Error, "version", Where,
                $"The server runs PostgreSQL {server.Version}, and wal2arrow needs PostgreSQL 15 or later.", Then: "upgrade the server");
            yield break;
        }

        var faults = KnownFaults.Of(server.VersionNumber);
        if (faults.Count > 0)
        {
            var fixedIn = faults.MaxBy(fault => fault.FixedIn)!.FixedIn;
            yield return new Finding(Severity.Warning, "known-faults", Where,
                $"PostgreSQL {server.Version} has known faults in logical decoding: "
                + string.Join("; ", faults.Select(fault => $"{fault.Description} (until {KnownFaults.Show(fault.FixedIn)})")) + ".",
                Then: $"update the server to {KnownFaults.Show(fixedIn)} or later");
        }
    }

    private static IEnumerable<Finding> WalLevel(ServerExamination server)
    {
        var level = server.Settings["wal_level"];
        if (level.Value != "logical")
        {
            yield return level.WaitsForRestart
                ? new Finding(Severity.Error, "wal-level", Where,
                    $"wal_level is {level.Value}, and logical decoding needs logical; it was changed, and the server was not restarted since.", Then: "restart the server")
                : new Finding(Severity.Error, "wal-level", Where,
                    $"wal_level is {level.Value}, and logical decoding needs logical.", "ALTER SYSTEM SET wal_level = 'logical'", "restart the server");
        }
    }

    private static IEnumerable<Finding> Room(Examination examination)
    {
        var server = examination.Server;
        if (server.Slots.Count >= server.MaxSlots && examination.Slot is null)
        {
            yield return new Finding(Severity.Error, "replication-slots", Where,
                $"All {server.MaxSlots} replication slots are taken (max_replication_slots); dotnet sabot-cdc slots list shows them.",
                $"ALTER SYSTEM SET max_replication_slots = {Math.Max(10, server.MaxSlots * 2)}", "restart the server, or drop a slot that nobody needs");
        }

        // Whoever streams from the slot has a sender already.
        if (server.UsedWalSenders >= server.MaxWalSenders && examination.Slot?.ActivePid is null)
        {
            yield return new Finding(Severity.Error, "wal-senders", Where,
                $"All {server.MaxWalSenders} WAL senders are busy (max_wal_senders).",
                $"ALTER SYSTEM SET max_wal_senders = {Math.Max(10, server.MaxWalSenders * 2)}", "restart the server");
        }
    }

    private static IEnumerable<Finding> Plugin(Examination examination)
    {
        var (server, trial) = (examination.Server, examination.Trial);
        switch (trial.Outcome)
        {
            case PluginTrialOutcome.Missing:
                yield return new Finding(Severity.Error, "plugin-missing", Where,
                    $"The server has no output plugin {PluginOptions.Plugin}: {trial.Message}.", Then: "install it on the server (make install in its extension folder, or its package)");
                break;
            case PluginTrialOutcome.NotAllowed:
                var allowed = server.Settings.TryGetValue("output_plugin_libraries", out var list) && list.Value.Trim().Length > 0
                    ? $"{list.Value.Trim()}, {PluginOptions.Plugin}"
                    : $"pgoutput, test_decoding, {PluginOptions.Plugin}";
                yield return new Finding(Severity.Error, "plugin-not-allowed", Where,
                    $"The server does not allow output plugin {PluginOptions.Plugin} (output_plugin_libraries).",
                    // The setting is a list, and as one string it would be the name of one library.
                    $"ALTER SYSTEM SET output_plugin_libraries = {string.Join(", ", allowed.Split(',').Select(name => SqlText.Literal(name.Trim())))}", "SELECT pg_reload_conf()");
                break;
            case PluginTrialOutcome.NoConnection:
                yield return new Finding(Severity.Error, "replication-connection", $"role {server.Role}",
                    $"The server refuses a replication connection: {trial.Message}.", Then: "allow one for this role and database in pg_hba.conf, and run SELECT pg_reload_conf()");
                break;
            case PluginTrialOutcome.Waits when examination.Slot is null:
                yield return Blocker(server);
                break;
            case PluginTrialOutcome.Failed:
                yield return new Finding(Severity.Error, "plugin", Where, $"A slot of {PluginOptions.Plugin} cannot be created: {trial.Message}.");
                break;
        }
    }

    private static Finding Blocker(ServerExamination server)
    {
        var blocker = server.OldestPrepared is { } prepared && !(server.Oldest?.Age > prepared.Age) ? prepared : server.Oldest;
        return blocker switch
        {
            null => new Finding(Severity.Warning, "slot-creation", Where,
                server.IsStandby
                    ? "Creating a slot waits for the primary to log its running transactions."
                    : "Creating a slot waits for transactions that are open now.",
                server.IsStandby ? null : "SELECT pid, xact_start, query FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start",
                server.IsStandby ? "run SELECT pg_log_standby_snapshot() on the primary while a slot is created" : null),
            { Pid: null } => new Finding(Severity.Warning, "slot-creation", $"database {blocker.Database}",
                $"Creating a slot waits for prepared transaction {blocker.Name}, which is open for {Amounts.Time(blocker.Age)}.",
                $"ROLLBACK PREPARED {SqlText.Literal(blocker.Name)}", $"or COMMIT PREPARED, in database {blocker.Database}"),
            _ => new Finding(Severity.Warning, "slot-creation", Where,
                $"Creating a slot waits for the transaction of process {blocker.Pid} ({blocker.Name}), which is open for {Amounts.Time(blocker.Age)}.",
                $"SELECT pg_terminate_backend({blocker.Pid})", "or let it finish"),
        };
    }

    private static IEnumerable<Finding> Standby(ServerExamination server)
    {
        if (!server.IsStandby)
            yield break;
        if (server.VersionNumber < FirstWithStandbyDecoding)
        {
            yield return new Finding(Severity.Error, "standby", Where,
                $"The server is a standby, and PostgreSQL {server.Version} decodes on a primary only (16 and later do on a standby).", Then: "connect to the primary");
        }
        else if (server.Settings["hot_standby_feedback"].Value == "off")
        {
            yield return new Finding(Severity.Warning, "hot-standby-feedback", Where,
                "The server is a standby and hot_standby_feedback is off: the primary's vacuum may remove catalog rows that decoding needs, which invalidates the slot.",
                "ALTER SYSTEM SET hot_standby_feedback = on", "SELECT pg_reload_conf(), and give the standby a physical slot on the primary");
        }
    }

    private static IEnumerable<Finding> Encoding(ServerExamination server)
    {
        if (server.Encoding == "SQL_ASCII")
        {
            yield return new Finding(Severity.Error, "encoding", $"database {server.Database}",
                "The database's encoding is SQL_ASCII: PostgreSQL does not know what its bytes mean, so text is sent as binary, which typed views of text columns refuse.",
                Then: "dump the database and restore it into one of encoding UTF8");
        }
    }

    private static IEnumerable<Finding> TimeOuts(ServerExamination server)
    {
        var sender = server.Settings["wal_sender_timeout"].Milliseconds;
        if (sender == TimeSpan.Zero)
        {
            var keepAlive = server.Settings["tcp_keepalives_idle"].Number;
            yield return new Finding(Severity.Warning, "wal-sender-timeout", Where,
                "wal_sender_timeout is 0: the slot of a client whose machine is gone stays in use until TCP gives up"
                + (keepAlive == 0 ? ", which takes over two hours with the system's usual keepalives." : $", after {keepAlive} s and more (tcp_keepalives_idle)."),
                "ALTER SYSTEM SET wal_sender_timeout = '60s'", "SELECT pg_reload_conf()");
        }
        else if (sender < ShortestSenderTimeout)
        {
            yield return new Finding(Severity.Warning, "wal-sender-timeout", Where,
                $"wal_sender_timeout is {Amounts.Time(sender)}: a client that pauses for longer loses its connection.",
                "ALTER SYSTEM SET wal_sender_timeout = '60s'", "SELECT pg_reload_conf()");
        }

        if (server.Settings.TryGetValue("transaction_timeout", out var transaction) && transaction.Number > 0)
        {
            yield return new Finding(Severity.Warning, "transaction-timeout", $"role {server.Role}",
                $"transaction_timeout is {Amounts.Time(transaction.Milliseconds)}: it also ends the decoding of a transaction that takes longer to send, again after each reconnect.",
                $"ALTER ROLE {SqlText.Identifier(server.Role)} SET transaction_timeout = 0");
        }
    }

    private static IEnumerable<Finding> Memory(ServerExamination server)
    {
        var memory = server.Settings["logical_decoding_work_mem"].Number;
        if (memory < SmallestDecodingMemory)
        {
            yield return new Finding(Severity.Advice, "decoding-memory", $"role {server.Role}",
                $"logical_decoding_work_mem is {Amounts.Bytes(memory << 10)}: every larger transaction is written to disk before it is sent.",
                $"ALTER ROLE {SqlText.Identifier(server.Role)} SET logical_decoding_work_mem = '64MB'");
        }
    }

    private static IEnumerable<Finding> WalLimits(ServerExamination server)
    {
        var limit = server.Settings["max_slot_wal_keep_size"].Number;
        if (limit < 0)
        {
            yield return new Finding(Severity.Advice, "slot-wal-limit", Where,
                "max_slot_wal_keep_size is not set: the WAL that is kept for a consumer that stays away can fill the disk.",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '50GB'", "SELECT pg_reload_conf(); choose what the disk can spare");
        }
        else if (limit < server.Settings["max_wal_size"].Number)
        {
            yield return new Finding(Severity.Warning, "slot-wal-limit", Where,
                $"max_slot_wal_keep_size is {Amounts.Bytes(limit << 20)}, less than max_wal_size ({Amounts.Bytes(server.Settings["max_wal_size"].Number << 20)}): a consumer that pauses shortly loses its slot.",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '50GB'", "SELECT pg_reload_conf(); choose what the disk can spare");
        }

        if (server.Settings.TryGetValue("idle_replication_slot_timeout", out var idle) && idle.Number > 0)
        {
            yield return new Finding(Severity.Warning, "idle-slot-timeout", Where,
                $"idle_replication_slot_timeout is set: a consumer that is stopped for {Amounts.Time(TimeSpan.FromSeconds(idle.Number))} loses its slot.",
                "ALTER SYSTEM SET idle_replication_slot_timeout = 0", "SELECT pg_reload_conf()");
        }
    }
}
