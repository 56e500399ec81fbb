using System.Data;
using Npgsql;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Reads tables and their types from pg_catalog, all in one snapshot.</summary>
internal static class CatalogReader
{
    /// <summary>All tables of the database, and the columns and types of those that the selection includes.</summary>
    /// <exception cref="ToolException">A schema does not exist, or the catalog cannot be read.</exception>
    public static async Task<CatalogSnapshot> ReadAsync(
        NpgsqlConnection connection, TableSelection selection, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var session = new CatalogSession(connection, cancellationToken);
            await session.ExecuteAsync(CatalogQueries.Settings);
            await CheckSchemasAsync(session, selection, connection.Database);
            var tables = await ReadTablesAsync(session);
            var selected = tables.Where(table => table.Value.IsLogged && selection.Includes(table.Value.Name)).ToList();
            var described = await DescriptionReader.ReadAsync(session, [.. selected.Select(table => table.Key)]);

            foreach (var (oid, table) in selected.OrderBy(table => table.Value.Name))
                tables[oid] = table with { Schema = table.Schema with { Columns = described.ColumnsOf(oid, table.Name, table.Schema.Key) } };

            var types = described.Types();
            return new CatalogSnapshot([.. tables.Values.OrderBy(table => table.Name)], types, described.LeftOut, described.Warnings);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new ToolException(
                $"The catalog of database {connection.Database} hides tables or columns from user {connection.UserName}: {refusal.MessageText}; grant that user SELECT on it again, which every user has by default, or connect as another one.");
        }
        catch (NpgsqlException error)
        {
            throw new ToolException($"The catalog of database {connection.Database} cannot be read: {(error as PostgresException)?.MessageText ?? error.Message}.");
        }
    }

    private static async Task CheckSchemasAsync(CatalogSession session, TableSelection selection, string? database)
    {
        var existing = await session.QueryAsync(CatalogQueries.Schemas, reader => reader.GetString(0));
        foreach (var (missing, place) in selection.RequiredSchemas.Where(required => !existing.Contains(required.Schema)))
        {
            var others = string.Join(", ", existing.Order(SchemaNameOrder.Instance).Select(SchemaIdentifier.Quote));
            throw new ToolException($"{place}Schema {SchemaIdentifier.Quote(missing)} does not exist in database {database}; it has: {others}.");
        }
    }

    private static async Task<Dictionary<uint, CatalogTable>> ReadTablesAsync(CatalogSession session)
    {
        var tables = await session.QueryAsync(CatalogQueries.Tables, reader =>
        {
            string[] key = reader.IsDBNull(5) ? [] : reader.GetFieldValue<string[]>(5);
            var table = new SchemaTable(reader.GetString(1), reader.GetString(2), IdentityOf(reader.GetChar(4), key), key, [], [])
            {
                Comment = CatalogSession.GetText(reader, 6),
            };
            return (Oid: reader.GetFieldValue<uint>(0), Table: new CatalogTable(table, reader.GetBoolean(3)));
        });
        return tables.ToDictionary(table => table.Oid, table => table.Table);
    }

    /// <summary>A table whose identity index was dropped logs what one without any identity does.</summary>
    private static SchemaIdentity IdentityOf(char letter, IReadOnlyList<string> key) => letter switch
    {
        'd' => SchemaIdentity.Default,
        'i' when key.Count > 0 => SchemaIdentity.Index,
        'f' => SchemaIdentity.Full,
        _ => SchemaIdentity.Nothing,
    };
}
