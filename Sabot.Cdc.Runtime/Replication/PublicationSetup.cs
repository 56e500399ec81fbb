using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>Creates the publication when it is missing; otherwise refuses one that lacks a subscribed table.</summary>
internal static class PublicationSetup
{
    private const string MembersQuery = """
        SELECT (SELECT count(*) FROM pg_catalog.pg_publication WHERE pubname = $1) > 0,
               ARRAY(SELECT format('%I.%I', schemaname, tablename)
                     FROM pg_catalog.pg_publication_tables WHERE pubname = $1),
               ARRAY(SELECT format('%I.%I', s, t) FROM unnest($2::text[], $3::text[]) AS u (s, t))
        """;

    public static async Task EnsureAsync(
        NpgsqlConnection connection,
        ServerFacts server,
        string publication,
        SubscribedTables tables,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(MembersQuery, connection)
        {
            Parameters =
            {
                new() { Value = publication },
                new() { Value = tables.Named.Select(t => t.Schema).ToArray() },
                new() { Value = tables.Named.Select(t => t.Name).ToArray() },
            },
        };
        bool exists;
        HashSet<string> members;
        string[] wanted;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            exists = reader.GetBoolean(0);
            members = [.. reader.GetFieldValue<string[]>(1)];
            wanted = reader.GetFieldValue<string[]>(2);
        }

        if (exists)
            CheckMembers(publication, tables.Named, wanted, members);
        else if (tables.AreAll)
            throw Missing(publication, server);
        else
            await CreateAsync(connection, server, publication, tables, logger, cancellationToken).ConfigureAwait(false);
    }

    private static void CheckMembers(
        string publication, IReadOnlyList<CdcTable> tables, string[] wanted, HashSet<string> members)
    {
        for (var i = 0; i < tables.Count; i++)
        {
            if (!members.Contains(wanted[i]))
                throw new CdcTableException($"Table {tables[i].QualifiedName} is not in publication {publication}; run "
                    + $"ALTER PUBLICATION {SqlText.Identifier(publication)} ADD TABLE "
                    + $"{SqlText.Identifier(tables[i])}.");
        }
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
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var statement = $"CREATE PUBLICATION {SqlText.Identifier(publication)} FOR TABLE "
            + string.Join(", ", tables.Named.Select(SqlText.Identifier));
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
}
