using Npgsql;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>A publication: which changes of which tables, with which columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operations">Those of insert, update, delete and truncate that it has.</param>
/// <param name="Members">Its tables as pg_publication_tables lists them: partitions, unless it publishes their root.</param>
/// <param name="IsViaRoot">Whether changes of partitions go by the name of their partitioned table.</param>
internal sealed record ExaminedPublication(
    string Name, IReadOnlyList<string> Operations, IReadOnlyList<PublishedTable> Members, bool IsViaRoot)
{
    public static readonly IReadOnlyList<string> AllOperations = ["insert", "update", "delete", "truncate"];

    private const string Query =
        """
        SELECT array_remove(ARRAY[
            CASE WHEN pubinsert THEN 'insert' END, CASE WHEN pubupdate THEN 'update' END,
            CASE WHEN pubdelete THEN 'delete' END, CASE WHEN pubtruncate THEN 'truncate' END], NULL),
            pubviaroot
        FROM pg_publication WHERE pubname = $1
        """;

    private const string MembersQuery =
        "SELECT schemaname::text, tablename::text, attnames::text[], rowfilter FROM pg_publication_tables WHERE pubname = $1 ORDER BY 1, 2";

    public bool PublishesUpdatesOrDeletes => Operations.Contains("update") || Operations.Contains("delete");

    public PublishedTable? Find(TableName table) => Members.FirstOrDefault(member => member.Name == table);

    /// <summary>The publication, or null if there is none of that name.</summary>
    public static async Task<ExaminedPublication?> ReadAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        string[] operations;
        bool isViaRoot;
        await using (var command = new NpgsqlCommand(Query, connection) { Parameters = { new() { Value = name } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            operations = reader.GetFieldValue<string[]>(0);
            isViaRoot = reader.GetBoolean(1);
        }

        var members = new List<PublishedTable>();
        await using (var command = new NpgsqlCommand(MembersQuery, connection) { Parameters = { new() { Value = name } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                members.Add(new PublishedTable(
                    new TableName(reader.GetString(0), reader.GetString(1)),
                    reader.IsDBNull(2) ? null : reader.GetFieldValue<string[]>(2),
                    reader.IsDBNull(3) ? null : reader.GetString(3)));
            }
        }

        return new ExaminedPublication(name, operations, members, isViaRoot);
    }
}

/// <summary>A table in a publication.</summary>
/// <param name="Name">The table.</param>
/// <param name="Columns">The columns that are published; null where the server does not list them.</param>
/// <param name="RowFilter">The condition that rows have to meet; null for all rows.</param>
internal sealed record PublishedTable(TableName Name, IReadOnlyList<string>? Columns, string? RowFilter);
