using Npgsql;
using NpgsqlTypes;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Slots;

/// <summary>Reads the server's replication slots.</summary>
internal static class SlotReader
{
    private const int Version16 = 160000;
    private const int Version17 = 170000;

    // What a version does not have yet is null. A standby writes no WAL of its own, and knows no names of files.
    private static string Query(int version) =>
        $"""
        WITH server AS (
            SELECT pg_is_in_recovery() AS standby,
                CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn,
                (SELECT setting::numeric FROM pg_settings WHERE name = 'wal_segment_size') AS segment_size)
        SELECT s.slot_name, s.plugin::text, s.database::text, s.restart_lsn, s.confirmed_flush_lsn,
            s.temporary, s.active_pid,
            concat_ws(', ', nullif(a.application_name, ''), a.usename, host(a.client_addr)),
            s.wal_status, s.safe_wal_size,
            greatest(0, server.lsn - coalesce(s.confirmed_flush_lsn, s.restart_lsn))::int8,
            greatest(0, server.lsn - s.restart_lsn)::int8,
            extract(epoch FROM r.flush_lag)::float8,
            s.two_phase,
            {(version >= Version17 ? "s.failover" : "NULL::bool")},
            {(version >= Version17 ? "s.inactive_since" : "NULL::timestamptz")},
            {(version >= Version17 ? "s.invalidation_reason" : version >= Version16 ? "CASE WHEN s.conflicting THEN 'conflict with recovery' END" : "NULL::text")},
            {(version >= Version17 ? "s.synced" : "false")},
            CASE WHEN NOT server.standby THEN pg_walfile_name(coalesce(s.confirmed_flush_lsn, s.restart_lsn)) END,
            CASE WHEN NOT server.standby AND coalesce(s.confirmed_flush_lsn, s.restart_lsn) - '0/0'::pg_lsn > server.segment_size
                THEN pg_walfile_name(coalesce(s.confirmed_flush_lsn, s.restart_lsn) - server.segment_size) END
        FROM server CROSS JOIN pg_replication_slots s
        LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid
        LEFT JOIN pg_stat_replication r ON r.pid = s.active_pid
        ORDER BY s.slot_name
        """;

    /// <summary>The slot of that name.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static async Task<Slot> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        var slots = await ReadAsync(connection, cancellationToken);
        return slots.FirstOrDefault(slot => slot.Name == name) ?? throw new ToolException(
            slots.Count == 0
                ? $"Slot {name} does not exist; the server has none, and 'dotnet sabot-cdc slots create {name}' makes it."
                : $"Slot {name} does not exist; the server has: {string.Join(", ", slots.Select(slot => slot.Name))}.");
    }

    /// <summary>All slots of the server, whatever their database, by name.</summary>
    public static async Task<IReadOnlyList<Slot>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var files = await ReadFileAgesAsync(connection, cancellationToken);
        var slots = new List<Slot>();
        await using var command = new NpgsqlCommand(Query(VersionOf(connection)), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var lag = NullableValue<long>(reader, 10);
            slots.Add(new Slot(
                reader.GetString(0),
                NullableText(reader, 1),
                NullableText(reader, 2),
                Lsn(reader, 3),
                Lsn(reader, 4))
            {
                IsTemporary = reader.GetBoolean(5),
                ActivePid = NullableValue<int>(reader, 6),
                Client = NullableText(reader, 7),
                WalStatus = NullableText(reader, 8),
                SafeWalSize = NullableValue<long>(reader, 9),
                LagBytes = lag,
                RetainedBytes = NullableValue<long>(reader, 11),
                IsTwoPhase = reader.GetBoolean(13),
                IsFailover = NullableValue<bool>(reader, 14),
                IsSynced = reader.GetBoolean(17),
                InactiveSince = NullableValue<DateTime>(reader, 15),
                InvalidationReason = NullableText(reader, 16),
                LagTime = TimeOf(lag, NullableValue<double>(reader, 12), Age(files, NullableText(reader, 18)), Age(files, NullableText(reader, 19))),
            });
        }

        return slots;
    }

    /// <summary>The server's version as server_version_num has it: 150020.</summary>
    public static int VersionOf(NpgsqlConnection connection)
    {
        var version = connection.PostgreSqlVersion;
        return version.Major * 10000 + version.Minor;
    }

    internal static LagTime? TimeOf(long? bytes, double? measured, TimeSpan? fileAge, TimeSpan? fileBeforeAge) => (bytes, measured, fileAge) switch
    {
        (null, _, _) => null,
        (0, _, _) => new LagTime(TimeSpan.Zero, TimeSpan.Zero, LagTime.NoLag),
        (_, { } seconds, _) => new LagTime(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds), LagTime.Stream),
        (_, _, { } age) => new LagTime(age, fileBeforeAge, LagTime.WalFiles),
        _ => null,
    };

    /// <summary>How long ago each WAL file was last written to; empty where the role may not look (pg_monitor may).</summary>
    private static async Task<Dictionary<string, TimeSpan>> ReadFileAgesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var allowed = new NpgsqlCommand("SELECT has_function_privilege('pg_catalog.pg_ls_waldir()', 'EXECUTE')", connection);
        if (await allowed.ExecuteScalarAsync(cancellationToken) is not true)
            return [];

        var ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            "SELECT name, greatest(0, extract(epoch FROM now() - modification))::float8 FROM pg_ls_waldir()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ages[reader.GetString(0)] = TimeSpan.FromSeconds(reader.GetDouble(1));
        return ages;
    }

    private static TimeSpan? Age(Dictionary<string, TimeSpan> files, string? name) =>
        name is not null && files.TryGetValue(name, out var age) ? age : null;

    private static string? NullableText(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? NullableValue<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    private static ulong? Lsn(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(column);
}
