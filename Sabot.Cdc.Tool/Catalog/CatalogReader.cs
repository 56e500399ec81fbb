using System.Data;
using Npgsql;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Reads tables from pg_catalog, all in one snapshot.</summary>
internal static class CatalogReader
{
    /// <summary>
    /// Tables and their identity. An index counts as PostgreSQL's logical decoding counts it: valid, and not deferrable.
    /// </summary>
    private const string TablesQuery =
        """
        SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'p', c.relreplident, key.columns
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN LATERAL (
            SELECT array_agg(a.attname::text ORDER BY k.position) AS columns
            FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate AND k.position <= i.indnkeyatts
            AND CASE c.relreplident WHEN 'i' THEN i.indisreplident WHEN 'n' THEN false ELSE i.indisprimary END
        ) key ON true
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1)
        """;

    /// <summary>
    /// Columns with their type. A domain is sent as the type below it, with the modifier of the domain next to that
    /// type. Virtual generated columns ('v', PostgreSQL 18) are in no row, so they cannot be sent.
    /// </summary>
    private const string ColumnsQuery =
        """
        WITH RECURSIVE base (domain, type, modifier) AS (
            SELECT oid, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
            UNION ALL
            SELECT base.domain, t.typbasetype, t.typtypmod
            FROM base JOIN pg_type t ON t.oid = base.type AND t.typtype = 'd'
        )
        SELECT a.attrelid, a.attname, a.attnotnull,
            CASE WHEN base.domain IS NULL THEN format_type(a.atttypid, a.atttypmod) ELSE format_type(base.type, base.modifier) END
        FROM pg_attribute a
        LEFT JOIN base ON base.domain = a.atttypid AND NOT EXISTS (SELECT FROM pg_type d WHERE d.oid = base.type AND d.typtype = 'd')
        WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
        """;

    /// <summary>The tables of the schemas that the selection names, selected or not, in the order of their names.</summary>
    /// <exception cref="ToolException">A schema does not exist, or the catalog cannot be read.</exception>
    public static async Task<IReadOnlyList<CatalogTable>> ReadAsync(
        NpgsqlConnection connection, TableSelection selection, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            // format_type leaves out a schema that is in the search path, and the files must not depend on a user's setting.
            await ExecuteAsync(connection, "SET TRANSACTION READ ONLY; SET LOCAL search_path = pg_catalog", cancellationToken);
            await CheckSchemasAsync(connection, selection.AllSchemas, cancellationToken);
            var tables = await ReadTablesAsync(connection, selection.AllSchemas, cancellationToken);
            var columns = await ReadColumnsAsync(connection, [.. tables.Keys], cancellationToken);
            return [.. tables
                .Select(table => table.Value with { Schema = table.Value.Schema with { Columns = [.. columns[table.Key]] } })
                .OrderBy(table => table.Name)];
        }
        catch (NpgsqlException error)
        {
            throw new ToolException($"The catalog of database {connection.Database} cannot be read: {(error as PostgresException)?.MessageText ?? error.Message}.");
        }
    }

    private static async Task CheckSchemasAsync(NpgsqlConnection connection, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        var existing = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                existing.Add(reader.GetString(0));
        }

        foreach (var missing in schemas.Where(schema => !existing.Contains(schema)))
        {
            var others = string.Join(", ", existing.Order(SchemaNameOrder.Instance).Select(SchemaIdentifier.Quote));
            throw new ToolException($"Schema {SchemaIdentifier.Quote(missing)} does not exist in database {connection.Database}; it has: {others}.");
        }
    }

    private static async Task<Dictionary<uint, CatalogTable>> ReadTablesAsync(
        NpgsqlConnection connection, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<uint, CatalogTable>();
        await using var command = new NpgsqlCommand(TablesQuery, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. schemas] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = await reader.IsDBNullAsync(5, cancellationToken) ? [] : await reader.GetFieldValueAsync<string[]>(5, cancellationToken);
            var table = new SchemaTable(reader.GetString(1), reader.GetString(2), IdentityOf(reader.GetChar(4), key), key, [], []);
            tables.Add(await reader.GetFieldValueAsync<uint>(0, cancellationToken), new CatalogTable(table, reader.GetBoolean(3)));
        }

        return tables;
    }

    private static async Task<ILookup<uint, SchemaColumn>> ReadColumnsAsync(NpgsqlConnection connection, uint[] tables, CancellationToken cancellationToken)
    {
        var columns = new List<(uint Table, SchemaColumn Column)>();
        await using var command = new NpgsqlCommand(ColumnsQuery, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tables, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var table = await reader.GetFieldValueAsync<uint>(0, cancellationToken);
            columns.Add((table, new SchemaColumn(reader.GetString(1), reader.GetString(3), reader.GetBoolean(2))));
        }

        return columns.ToLookup(column => column.Table, column => column.Column);
    }

    /// <summary>A table whose identity index was dropped logs what one without any identity does.</summary>
    private static SchemaIdentity IdentityOf(char letter, IReadOnlyList<string> key) => letter switch
    {
        'd' => SchemaIdentity.Default,
        'i' when key.Count > 0 => SchemaIdentity.Index,
        'f' => SchemaIdentity.Full,
        _ => SchemaIdentity.Nothing,
    };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
