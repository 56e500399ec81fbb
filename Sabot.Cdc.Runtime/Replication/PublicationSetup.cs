using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>Creates the publication when it is missing; otherwise refuses one that lacks a subscribed table.</summary>
internal static class PublicationSetup
{
    private const string MembersQuery = """
        SELECT (SELECT pubviaroot FROM pg_catalog.pg_publication WHERE pubname = $1),
               ARRAY(SELECT format('%I.%I', schemaname, tablename)
                     FROM pg_catalog.pg_publication_tables WHERE pubname = $1)
        """;

    private const string WantedQuery = """
        SELECT format('%I.%I', n.nspname, c.relname), c.relkind = 'p',
               CASE WHEN c.relispartition THEN
                   (SELECT format('%I.%I', rn.nspname, root.relname)
                    FROM pg_catalog.pg_class root JOIN pg_catalog.pg_namespace rn ON rn.oid = root.relnamespace
                    WHERE root.oid = pg_catalog.pg_partition_root(c.oid)) END
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (schema, name, place)
            JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.schema
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
        ORDER BY place
        """;

    public static async Task EnsureAsync(
        NpgsqlConnection connection,
        ServerFacts server,
        string publication,
        SubscribedTables tables,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var wanted = await ReadWantedAsync(connection, tables, cancellationToken).ConfigureAwait(false);
        var (exists, viaRoot, members) = await ReadMembersAsync(connection, publication, cancellationToken)
            .ConfigureAwait(false);
        if (exists)
        {
            foreach (var table in wanted)
                Check(publication, table, viaRoot, members);
        }
        else if (tables.AreAll)
        {
            throw Missing(publication, server);
        }
        else
        {
            await CreateAsync(connection, server, publication, tables, wanted, logger, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private static async Task<List<WantedTable>> ReadWantedAsync(
        NpgsqlConnection connection, SubscribedTables tables, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(WantedQuery, connection)
        {
            Parameters =
            {
                new() { Value = tables.Named.Select(t => t.Schema).ToArray() },
                new() { Value = tables.Named.Select(t => t.Name).ToArray() },
            },
        };
        List<WantedTable> wanted = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            wanted.Add(new WantedTable(
                tables.Named[wanted.Count],
                reader.GetString(0),
                reader.GetBoolean(1),
                reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return wanted;
    }

    private static async Task<(bool Exists, bool ViaRoot, HashSet<string> Members)> ReadMembersAsync(
        NpgsqlConnection connection, string publication, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(MembersQuery, connection)
        {
            Parameters = { new() { Value = publication } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var exists = !reader.IsDBNull(0);
        return (exists, exists && reader.GetBoolean(0), [.. reader.GetFieldValue<string[]>(1)]);
    }

    private static void Check(string publication, WantedTable table, bool viaRoot, HashSet<string> members)
    {
        var alter = $"ALTER PUBLICATION {SqlText.Identifier(publication)}";
        if (table.IsPartitioned && !viaRoot)
            throw new CdcTableException($"Table {table.Table} is partitioned, and publication {publication} has its "
                + $"changes as those of its partitions; run {alter} SET (publish_via_partition_root = true).");
        if (members.Contains(table.SqlName))
            return;
        if (table.Root is { } root && viaRoot && members.Contains(root))
            throw new CdcTableException($"Table {table.Table} is a partition, and publication {publication} has its "
                + $"changes as those of {root}; subscribe that table, or another publication.");
        throw new CdcTableException($"Table {table.Table} is not in publication {publication}; run "
            + $"{alter} ADD TABLE {SqlText.Identifier(table.Table)}.");
    }

    /// <summary>Which tables it is to have, only those that name them know.</summary>
    private static CdcServerException Missing(string publication, ServerFacts server) => new(
        $"Publication {publication} does not exist in database {server.Database}, and a stream of all its tables does "
        + $"not say which those are; run CREATE PUBLICATION {SqlText.Identifier(publication)} FOR TABLE … (or FOR ALL "
        + "TABLES), or stream without a publication.");

    private static async Task CreateAsync(
        NpgsqlConnection connection,
        ServerFacts server,
        string publication,
        SubscribedTables tables,
        List<WantedTable> wanted,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var statement = $"CREATE PUBLICATION {SqlText.Identifier(publication)} FOR TABLE "
            + string.Join(", ", tables.Named.Select(SqlText.Identifier))
            + (wanted.Exists(table => table.IsPartitioned) ? " WITH (publish_via_partition_root = true)" : "");
        if (server.IsStandby)
            throw new CdcServerException($"Publication {publication} does not exist, and a standby cannot create it; run "
                + $"{statement} on the primary.");
        try
        {
            await using var create = new NpgsqlCommand(statement, connection);
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            Log.PublicationCreated(logger, publication, string.Join(", ", tables.Named.Select(t => t.QualifiedName)));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateObject)
        {
            // Another client was faster.
            await EnsureAsync(connection, server, publication, tables, logger, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new CdcServerException($"Publication {publication} does not exist and role {server.Role} may not "
                + "create it "
                + $"({e.MessageText}); run {statement} as the tables' owner.", e);
        }
    }

    /// <param name="Table">A table that is subscribed.</param>
    /// <param name="SqlName">Its name as the server quotes it.</param>
    /// <param name="IsPartitioned">Whether its rows are in partitions.</param>
    /// <param name="Root">The name of the table that it is a partition of; null if it is none.</param>
    private sealed record WantedTable(CdcTable Table, string SqlName, bool IsPartitioned, string? Root);
}
