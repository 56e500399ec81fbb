using Npgsql;

namespace Sabot.Cdc;

/// <summary>Refuses subscribed tables that do not exist or never have changes of their own in the WAL.</summary>
internal static class TableRequirements
{
    private const string Query = """
        SELECT c.relkind::text, c.relpersistence::text
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname = $2
        """;

    public static async Task CheckAsync(
        NpgsqlConnection connection,
        ServerFacts server,
        IEnumerable<CdcTable> tables,
        CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand(Query, connection)
            {
                Parameters = { new() { Value = table.Schema }, new() { Value = table.Name } },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                throw new CdcTableException($"Table {table.QualifiedName} does not exist in database "
                    + $"{server.Database}; it may have been dropped or renamed since scaffold: "
                    + "run dotnet sabot-cdc scaffold again, or correct Database in ConnectionString.");
            Check(table, reader.GetString(0), reader.GetString(1));
        }
    }

    private static void Check(CdcTable table, string kind, string persistence)
    {
        var name = table.QualifiedName;
        if (kind == "p")
            throw new CdcTableException($"Table {name} is partitioned and its rows are in its partitions; scaffold "
                + "and subscribe those "
                + $"(SELECT relid FROM pg_partition_tree({SqlText.Literal(SqlText.Identifier(table))}) WHERE isleaf).");
        if (kind != "r")
            throw new CdcTableException($"{name} is not a table, so it has no changes to stream; subscribe the tables "
                + "behind it.");
        if (persistence != "p")
            throw new CdcTableException($"Table {name} is unlogged or temporary, so its changes are not in the WAL; "
                + $"run ALTER TABLE {SqlText.Identifier(table)} SET LOGGED, or do not subscribe it.");
    }
}
