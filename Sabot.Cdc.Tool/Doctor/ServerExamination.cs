using Npgsql;
using Sabot.Cdc.Tool.Slots;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>A setting as this role's session has it.</summary>
/// <param name="Value">In the unit of pg_settings: milliseconds, kilobytes, megabytes.</param>
/// <param name="WaitsForRestart">Whether the configuration has another value, which a restart brings.</param>
internal sealed record Setting(string Value, bool WaitsForRestart)
{
    public long Number => long.Parse(Value, System.Globalization.CultureInfo.InvariantCulture);

    public TimeSpan Milliseconds => TimeSpan.FromMilliseconds(Number);
}

/// <summary>A transaction that makes the creation of a slot wait, and holds back WAL.</summary>
/// <param name="Pid">Its server process; null when it is prepared.</param>
/// <param name="Name">What its process calls itself, or its name as a prepared transaction.</param>
/// <param name="Database">The database it was prepared in.</param>
/// <param name="Age">How long it is open.</param>
internal sealed record OpenTransaction(int? Pid, string Name, string? Database, TimeSpan Age);

/// <summary>What the server says of itself, of this role and of the slots.</summary>
internal sealed record ServerExamination(
    int VersionNumber,
    string Version,
    bool IsStandby,
    string Database,
    string Encoding,
    string Role,
    bool MayReplicate,
    bool MayCreatePublications,
    int UsedWalSenders,
    IReadOnlyDictionary<string, Setting> Settings,
    IReadOnlyList<Slot> Slots,
    OpenTransaction? Oldest,
    OpenTransaction? OldestPrepared)
{
    private const string FactsQuery =
        """
        SELECT current_setting('server_version_num')::int4, split_part(current_setting('server_version'), ' ', 1), pg_is_in_recovery(),
            current_database()::text, current_setting('server_encoding'), current_user::text,
            (SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user),
            has_database_privilege(current_database(), 'CREATE'),
            (SELECT count(*)::int4 FROM pg_stat_replication)
        """;

    private const string SettingsQuery =
        """
        SELECT name, setting, pending_restart FROM pg_settings WHERE name = ANY (ARRAY[
            'wal_level', 'max_replication_slots', 'max_wal_senders', 'output_plugin_libraries', 'wal_sender_timeout',
            'tcp_keepalives_idle', 'transaction_timeout', 'logical_decoding_work_mem', 'max_slot_wal_keep_size', 'max_wal_size',
            'idle_replication_slot_timeout', 'hot_standby_feedback', 'synchronized_standby_slots'])
        """;

    // Only transactions that have changed something have an xid, and only those are waited for.
    private const string OldestQuery =
        """
        SELECT pid, coalesce(nullif(application_name, ''), usename, ''), NULL::text, extract(epoch FROM clock_timestamp() - xact_start)::float8
        FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
        ORDER BY xact_start LIMIT 1
        """;

    private const string OldestPreparedQuery =
        """
        SELECT NULL::int4, gid, database::text, extract(epoch FROM clock_timestamp() - prepared)::float8
        FROM pg_prepared_xacts ORDER BY prepared LIMIT 1
        """;

    public int MaxSlots => (int)Settings["max_replication_slots"].Number;

    public int MaxWalSenders => (int)Settings["max_wal_senders"].Number;

    public static async Task<ServerExamination> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var settings = await ReadSettingsAsync(connection, cancellationToken);
        var slots = await SlotReader.ReadAsync(connection, cancellationToken);
        var oldest = await ReadOldestAsync(connection, OldestQuery, cancellationToken);
        var prepared = await ReadOldestAsync(connection, OldestPreparedQuery, cancellationToken);
        await using var command = new NpgsqlCommand(FactsQuery, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ServerExamination(
            reader.GetInt32(0),
            reader.GetString(1),
            reader.GetBoolean(2),
            reader.GetString(3),
            reader.GetString(4),
            reader.GetString(5),
            reader.GetBoolean(6),
            reader.GetBoolean(7),
            reader.GetInt32(8),
            settings,
            slots,
            oldest,
            prepared);
    }

    private static async Task<Dictionary<string, Setting>> ReadSettingsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(SettingsQuery, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            settings.Add(reader.GetString(0), new Setting(reader.GetString(1), reader.GetBoolean(2)));
        return settings;
    }

    private static async Task<OpenTransaction?> ReadOldestAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? null : new OpenTransaction(
            reader.IsDBNull(0) ? null : reader.GetInt32(0),
            reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            TimeSpan.FromSeconds(reader.GetDouble(3)));
    }
}
