using Npgsql;
using NpgsqlTypes;

namespace Sabot.Cdc;

/// <summary>A slot as pg_replication_slots shows it.</summary>
internal sealed record SlotState(
    string Type, string? Plugin, string? Database, int? ActivePid, string? WalStatus, ulong ConfirmedFlushLsn)
{
    private const string Query = """
        SELECT slot_type, plugin::text, database::text, active_pid, wal_status, confirmed_flush_lsn
        FROM pg_catalog.pg_replication_slots WHERE slot_name = $1
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
            reader.IsDBNull(5) ? 0 : (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(5));
    }
}
