using Npgsql;
using NpgsqlTypes;
using Sabot.Cdc;

namespace ExactlyOnce;

/// <summary>
/// The consumer's own database. Adding to a balance twice would be wrong for ever, so a change and its position are one
/// transaction: after a crash both are there, or neither is.
/// </summary>
internal sealed class Books(NpgsqlDataSource database)
{
    private const string Book = """
        INSERT INTO balances AS b (account, cents, payments) VALUES ($1, $2, $3)
        ON CONFLICT (account) DO UPDATE SET cents = b.cents + excluded.cents, payments = b.payments + excluded.payments
        """;

    // Only forwards: the client may store progress while a change is being booked.
    private const string Store =
        "UPDATE position SET lsn = $1, seq = $2, timeline = $3, changes = changes + $4 WHERE (lsn, seq) < ($1, $2)";

    /// <summary>The last change that was booked, and the server's history that it is of; nulls before the first.</summary>
    public async Task<(CdcPosition? Position, CdcTimeline? Timeline)> LoadPositionAsync()
    {
        await using var command = database.CreateCommand("SELECT lsn, seq, timeline FROM position");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (await reader.IsDBNullAsync(2))
            return (null, null);
        var position = new CdcPosition((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(0), (uint)reader.GetInt64(1));
        return (position, CdcTimeline.Parse(reader.GetString(2)));
    }

    /// <summary>Books a change and its position in one transaction.</summary>
    public async Task BookAsync(PaymentsChange change, CdcTimeline timeline)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (change.Before is { } before)
            Add(batch, Book, before.Account, -before.Cents, -1L);
        if (change.After is { } after)
            Add(batch, Book, after.Account, after.Cents, 1L);
        if (change.Kind == CdcChangeKind.Truncate)
            Add(batch, "DELETE FROM balances");
        AddPosition(batch, change.Position, timeline, changes: 1);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Stores progress without changes, before the client tells the server of it.</summary>
    public async ValueTask SavePositionAsync(
        CdcPosition position, CdcTimeline timeline, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        AddPosition(batch, position, timeline, changes: 0);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddPosition(NpgsqlBatch batch, CdcPosition position, CdcTimeline timeline, long changes) => Add(
        batch, Store, new NpgsqlLogSequenceNumber(position.Lsn), (long)position.Sequence, timeline.ToString(), changes);

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(value is NpgsqlLogSequenceNumber
                ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.PgLsn }
                : new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
