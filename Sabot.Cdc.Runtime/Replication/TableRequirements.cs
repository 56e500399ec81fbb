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

    // What a partition logs of old rows is its own setting, which it does not inherit; FULL is never too little.
    private const string PartitionsQuery = """
        SELECT min(format('%I.%I', n.nspname, c.relname))
        FROM pg_catalog.pg_class root JOIN pg_catalog.pg_namespace rn ON rn.oid = root.relnamespace,
            pg_catalog.pg_partition_tree(root.oid) part
            JOIN pg_catalog.pg_class c ON c.oid = part.relid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE rn.nspname = $1 AND root.relname = $2
            AND part.isleaf AND c.relreplident NOT IN (root.relreplident, 'f')
        """;

    public static async Task CheckAsync(
        NpgsqlConnection connection,
        ServerFacts server,
        string? publication,
        IEnumerable<CdcTable> tables,
        CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            var (kind, persistence) = await ReadAsync(connection, server, table, cancellationToken)
                .ConfigureAwait(false);
            if (kind == "p")
                await CheckPartitionedAsync(connection, publication, table, cancellationToken).ConfigureAwait(false);
            else
                Check(table, kind, persistence);
        }
    }

    private static async Task<(string Kind, string Persistence)> ReadAsync(
        NpgsqlConnection connection, ServerFacts server, CdcTable table, CancellationToken cancellationToken)
    {
        await using var command = Named(Query, connection, table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? (reader.GetString(0), reader.GetString(1))
            : throw new CdcTableException($"Table {table.QualifiedName} does not exist in database "
                + $"{server.Database}; it may have been dropped or renamed since scaffold: "
                + "run dotnet sabot-cdc scaffold again, or correct Database in ConnectionString.");
    }

    // Its rows are in its partitions; only a publication gives them the name of their root.
    private static async Task CheckPartitionedAsync(
        NpgsqlConnection connection, string? publication, CdcTable table, CancellationToken cancellationToken)
    {
        var name = table.QualifiedName;
        if (publication is null)
            throw new CdcTableException($"Table {name} is partitioned, and its changes are streamed as its own only "
                + "through a publication with publish_via_partition_root; set Publication (the client creates it so), "
                + "or scaffold and subscribe its partitions "
                + $"(SELECT relid FROM pg_partition_tree({SqlText.Literal(SqlText.Identifier(table))}) WHERE isleaf).");

        await using var command = Named(PartitionsQuery, connection, table);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string partition)
            throw new CdcTableException($"Partition {partition} of {name} has another replica identity than {name}, "
                + "so its old rows would lack what the table's have; run "
                + $"ALTER TABLE {partition} REPLICA IDENTITY FULL, or give both the same.");
    }

    private static NpgsqlCommand Named(string query, NpgsqlConnection connection, CdcTable table) => new(query, connection)
    {
        Parameters = { new() { Value = table.Schema }, new() { Value = table.Name } },
    };

    private static void Check(CdcTable table, string kind, string persistence)
    {
        var name = table.QualifiedName;
        if (kind != "r")
            throw new CdcTableException($"{name} is not a table, so it has no changes to stream; subscribe the tables "
                + "behind it.");
        if (persistence != "p")
            throw new CdcTableException($"Table {name} is unlogged or temporary, so its changes are not in the WAL; "
                + $"run ALTER TABLE {SqlText.Identifier(table)} SET LOGGED, or do not subscribe it.");
    }
}
