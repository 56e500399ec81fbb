using Npgsql;

namespace Sabot.Cdc;

/// <summary>What the server says about a slot and the WAL that it keeps for it.</summary>
/// <param name="RetainedBytes">WAL that the server keeps from the slot's restart position on; null when it keeps none.
/// </param>
/// <param name="UnconfirmedBytes">WAL behind the position that was acknowledged; null before the first.</param>
/// <param name="WalStatus"><c>reserved</c>, <c>extended</c>, <c>unreserved</c> or <c>lost</c>.</param>
/// <param name="SafeBytes">WAL that may still be written before the slot can lose some; null without such a limit.
/// </param>
/// <param name="IsActive">Whether a client streams from it.</param>
internal sealed record SlotReport(
    long? RetainedBytes, long? UnconfirmedBytes, string? WalStatus, long? SafeBytes, bool IsActive)
{
    // pg_wal_lsn_diff is numeric; a standby has no current position of its own.
    private const string Query = """
        SELECT pg_catalog.pg_wal_lsn_diff(wal.position, slot.restart_lsn)::int8,
               pg_catalog.pg_wal_lsn_diff(wal.position, slot.confirmed_flush_lsn)::int8,
               slot.wal_status,
               slot.safe_wal_size,
               slot.active
        FROM pg_catalog.pg_replication_slots slot,
             (SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                          ELSE pg_catalog.pg_current_wal_lsn() END AS position) wal
        WHERE slot.slot_name = $1
        """;

    /// <summary>Asks the server; null when it has no such slot.</summary>
    /// <exception cref="CdcException">It could not be asked.</exception>
    internal static async Task<SlotReport?> ReadAsync(CdcOptions options, CancellationToken cancellationToken)
    {
        var target = new SessionTarget(options);
        await using var connection = await Preparation.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand(Query, connection)
            {
                Parameters = { new() { Value = options.Slot } },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                return null;
            return new SlotReport(
                reader.IsDBNull(0) ? null : reader.GetInt64(0),
                reader.IsDBNull(1) ? null : reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetInt64(3),
                reader.GetBoolean(4));
        }
        catch (NpgsqlException e)
        {
            throw ServerErrors.WhileStreaming(e, target);
        }
    }
}
