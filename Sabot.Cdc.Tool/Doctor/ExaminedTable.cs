using Npgsql;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>What matters of one table for streaming it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">pg_class.relkind: r, p, v, m, f …</param>
/// <param name="IsLogged">Whether its changes are in the WAL.</param>
/// <param name="Identity">pg_class.relreplident: d, n, f, i.</param>
/// <param name="HasKey">Whether the identity's index is there and usable.</param>
/// <param name="ToastColumns">Columns whose values may be stored out of line.</param>
/// <param name="LackingPartition">A partition that logs less of old rows than the table says, quoted as in SQL.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record ExaminedTable(
    TableName Name,
    char Kind,
    bool IsLogged,
    char Identity,
    bool HasKey,
    IReadOnlyList<string> ToastColumns,
    string? LackingPartition,
    IReadOnlyList<string> Columns)
{
    private const string Query =
        """
        SELECT n.nspname, c.relname, c.relkind, c.relpersistence = 'p', c.relreplident,
            EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indisunique AND i.indimmediate AND i.indpred IS NULL
                AND CASE c.relreplident WHEN 'i' THEN i.indisreplident ELSE i.indisprimary END),
            ARRAY(
                SELECT a.attname::text FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage IN ('x', 'e') AND c.reltoastrelid <> 0
                ORDER BY a.attnum),
            (SELECT min(format('%I.%I', pn.nspname, p.relname))
             FROM pg_partition_tree(c.oid) part JOIN pg_class p ON p.oid = part.relid JOIN pg_namespace pn ON pn.oid = p.relnamespace
             WHERE c.relkind = 'p' AND part.isleaf AND p.relreplident NOT IN (c.relreplident, 'f')),
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        """;

    private const string NamedTables = " JOIN unnest($1::text[], $2::text[]) AS wanted (schema, name) ON n.nspname = wanted.schema AND c.relname = wanted.name";

    private const string OwnTables =
        " WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    /// <summary>PostgreSQL itself asks for this when a publication has the table's updates or deletes.</summary>
    public bool HasIdentity => Identity == 'f' || (Identity is 'd' or 'i' && HasKey);

    /// <summary>The named tables, as far as they exist; all ordinary tables of the database when none is named.</summary>
    public static async Task<IReadOnlyList<ExaminedTable>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<TableName>? names, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query + (names is null ? OwnTables : NamedTables), connection);
        if (names is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names.Select(name => name.Schema)] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names.Select(name => name.Name)] });
        }

        var tables = new List<ExaminedTable>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(new ExaminedTable(
                new TableName(reader.GetString(0), reader.GetString(1)),
                reader.GetChar(2),
                reader.GetBoolean(3),
                reader.GetChar(4),
                reader.GetBoolean(5),
                reader.GetFieldValue<string[]>(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.GetFieldValue<string[]>(8)));
        }

        return [.. tables.OrderBy(table => table.Name)];
    }
}
