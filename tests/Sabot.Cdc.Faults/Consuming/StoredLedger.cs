using Npgsql;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Consuming;

/// <summary>
/// A ledger in a database of the consumer's own, written in the transactions that also store the position. Its length
/// is the number of its last line.
/// </summary>
internal sealed class StoredLedger(CurrentServer current, string database) : ILedger
{
    public const string Schema = """
        CREATE TABLE ledger (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text NOT NULL);
        CREATE TABLE position (lsn numeric NOT NULL, sequence bigint NOT NULL, timeline text);
        INSERT INTO position VALUES (0, 0, NULL);
        """;

    public async Task<long> LengthAsync()
    {
        await using var connection = await current.OpenAsync(database);
        await using var command = new NpgsqlCommand("SELECT coalesce(max(n), 0) FROM ledger", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<List<LedgerLine>> ReadAsync()
    {
        await using var connection = await current.OpenAsync(database);
        await using var command = new NpgsqlCommand("SELECT line, n FROM ledger ORDER BY n", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<LedgerLine>();
        while (await reader.ReadAsync())
            lines.Add(LedgerLine.Parse(reader.GetString(0), reader.GetInt64(1)));
        return lines;
    }
}
