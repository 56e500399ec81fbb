using Npgsql;
using NpgsqlTypes;

namespace Sabot.Cdc;

/// <summary>What the server says of itself and of the role before replication starts.</summary>
internal sealed record ServerFacts(
    int VersionNumber,
    string Version,
    string WalLevel,
    TimeSpan WalSenderTimeout,
    int MaxSlots,
    int UsedSlots,
    int MaxWalSenders,
    int UsedWalSenders,
    string Role,
    bool MayReplicate,
    string Database,
    bool IsStandby,
    ulong WalEnd,
    DateTime StartTime)
{
    private const string Query = """
        SELECT current_setting('server_version_num')::int4,
               current_setting('server_version'),
               current_setting('wal_level'),
               (SELECT setting::int8 FROM pg_catalog.pg_settings WHERE name = 'wal_sender_timeout'),
               current_setting('max_replication_slots')::int4,
               (SELECT count(*)::int4 FROM pg_catalog.pg_replication_slots),
               current_setting('max_wal_senders')::int4,
               (SELECT count(*)::int4 FROM pg_catalog.pg_stat_replication),
               current_user::text,
               (SELECT rolsuper OR rolreplication FROM pg_catalog.pg_roles WHERE rolname = current_user),
               current_database()::text,
               pg_catalog.pg_is_in_recovery(),
               CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_insert_lsn() END,
               pg_catalog.pg_postmaster_start_time()
        """;

    public static async Task<ServerFacts> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new ServerFacts(
            reader.GetInt32(0),
            reader.GetString(1),
            reader.GetString(2),
            TimeSpan.FromMilliseconds(reader.GetInt64(3)),
            reader.GetInt32(4),
            reader.GetInt32(5),
            reader.GetInt32(6),
            reader.GetInt32(7),
            reader.GetString(8),
            reader.GetBoolean(9),
            reader.GetString(10),
            reader.GetBoolean(11),
            reader.IsDBNull(12) ? 0 : (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(12),
            reader.GetDateTime(13));
    }
}
