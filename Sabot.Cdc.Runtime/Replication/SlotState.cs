using Npgsql;
using NpgsqlTypes;

namespace Sabot.Cdc;

/// <summary>A slot as pg_replication_slots shows it.</summary>
/// <param name="Type">logical or physical.</param>
/// <param name="Plugin">Its output plugin.</param>
/// <param name="Database">The database it decodes.</param>
/// <param name="ActivePid">The process that streams from it; null when none does.</param>
/// <param name="WalStatus">lost when it is invalidated.</param>
/// <param name="ConfirmedFlushLsn">What it was told is finished.</param>
/// <param name="InvalidationReason">Why it is invalidated; null on PostgreSQL before 17.</param>
/// <param name="IsConflicting">Whether a standby had to invalidate it; false on PostgreSQL before 16.</param>
/// <param name="IsFailover">Whether standbys keep a copy of it; false on PostgreSQL before 17.</param>
/// <param name="IsSynced">Whether it is such a copy.</param>
internal sealed record SlotState(
    string Type,
    string? Plugin,
    string? Database,
    int? ActivePid,
    string? WalStatus,
    ulong ConfirmedFlushLsn,
    string? InvalidationReason,
    bool IsConflicting,
    bool IsFailover,
    bool IsSynced)
{
    // Columns that only later versions have are asked for by name in the row as a whole.
    private const string Query = """
        SELECT slot_type, plugin::text, database::text, active_pid, wal_status, confirmed_flush_lsn,
               pg_catalog.to_jsonb(s) ->> 'invalidation_reason',
               coalesce((pg_catalog.to_jsonb(s) ->> 'conflicting')::bool, false),
               coalesce((pg_catalog.to_jsonb(s) ->> 'failover')::bool, false),
               coalesce((pg_catalog.to_jsonb(s) ->> 'synced')::bool, false)
        FROM pg_catalog.pg_replication_slots s WHERE slot_name = $1
        """;

    public static async Task<SlotState?> ReadAsync(
        NpgsqlConnection connection, string slot, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection) { Parameters = { new() { Value = slot } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;
        return new SlotState(
            reader.GetString(0),
            reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetInt32(3),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            reader.IsDBNull(5) ? 0 : (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(5),
            reader.IsDBNull(6) ? null : reader.GetString(6),
            reader.GetBoolean(7),
            reader.GetBoolean(8),
            reader.GetBoolean(9));
    }
}
