using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>Whether the tables' changes are logged as consumers need them.</summary>
internal static class TableChecks
{
    public static IEnumerable<Finding> Check(Examination examination)
    {
        var missing = (examination.Declared.Tables ?? []).Select(TableName.Of).Except(examination.Tables.Select(table => table.Name));
        return [
            .. missing.Select(name => Missing(name, examination.Server.Database)),
            .. examination.Tables.SelectMany(table => Check(table, examination)),
        ];
    }

    private static Finding Missing(TableName name, string database) => new(
        Severity.Error, "table-missing", $"table {name}", $"Table {name} has a .cdc file and does not exist in database {database}.",
        Then: "run dotnet sabot-cdc scaffold, or delete the file");

    private static IEnumerable<Finding> Check(ExaminedTable table, Examination examination)
    {
        var publication = examination.Publication;
        var (where, sql) = ($"table {table.Name}", SqlText.Identifier(table.Name.Schema) + "." + SqlText.Identifier(table.Name.Name));
        if (table.Kind == 'p' && Partitioned(table, where, examination) is { } partitioned)
        {
            yield return partitioned;
            yield break;
        }

        if (table.Kind is not ('r' or 'p'))
        {
            yield return new Finding(Severity.Error, "table-kind", where, $"{table.Name} is not a table, so it has no changes.", Then: "stream the tables behind it");
            yield break;
        }

        if (!table.IsLogged)
        {
            yield return new Finding(Severity.Error, "table-unlogged", where,
                $"Table {table.Name} is unlogged, so its changes are not in the WAL.", $"ALTER TABLE {sql} SET LOGGED");
        }

        if (table.LackingPartition is { } partition)
        {
            yield return new Finding(Severity.Error, "table-partition-identity", where,
                $"Partition {partition} of {table.Name} has another replica identity than {table.Name}, and a client refuses it: its old rows would lack what the table's have.",
                $"ALTER TABLE {partition} REPLICA IDENTITY FULL", "or give both the same replica identity");
        }

        if (!table.HasIdentity)
            yield return Identity(table, where, sql, publication);
        if (table.Identity != 'f' && table.ToastColumns.Count > 0)
        {
            yield return new Finding(Severity.Advice, "table-toast", where,
                $"An update of {table.Name} that leaves a large value of {string.Join(", ", table.ToastColumns)} as it is does not send it; code has to ask HasX first.",
                $"ALTER TABLE {sql} REPLICA IDENTITY FULL", "only if consumers need all values: each update and delete then logs the whole old row");
        }
    }

    // A client makes a publication that is missing as it has to be.
    private static Finding? Partitioned(ExaminedTable table, string where, Examination examination) => examination switch
    {
        { PublicationName: null } => new Finding(Severity.Error, "table-partitioned", where,
            $"Table {table.Name} is partitioned: its changes are streamed as its own only through a publication.",
            Then: "name it with --publication, and as Publication of the client's options"),
        { Publication: { IsViaRoot: false } publication } => new Finding(Severity.Error, "table-partitioned", where,
            $"Table {table.Name} is partitioned, and publication {publication.Name} has its changes as those of its partitions.",
            $"ALTER PUBLICATION {SqlText.Identifier(publication.Name)} SET (publish_via_partition_root = true)"),
        _ => null,
    };

    private static Finding Identity(ExaminedTable table, string where, string sql, ExaminedPublication? publication)
    {
        var cause = table.Identity switch
        {
            'n' => "its replica identity is NOTHING",
            'i' => "the index of its replica identity was dropped",
            _ => "it has no primary key",
        };
        var (fix, then) = table is { Identity: 'n', HasKey: true }
            ? ($"ALTER TABLE {sql} REPLICA IDENTITY DEFAULT", (string?)null)
            : ($"ALTER TABLE {sql} REPLICA IDENTITY FULL", "or, better, give it a primary key");
        return publication is { PublishesUpdatesOrDeletes: true } && publication.Find(table.Name) is not null
            ? new Finding(Severity.Error, "table-identity", where,
                $"Table {table.Name} has no replica identity ({cause}), and publication {publication.Name} has its updates or deletes: PostgreSQL refuses those statements.", fix, then)
            : new Finding(Severity.Warning, "table-identity", where,
                $"Table {table.Name} has no replica identity ({cause}): its updates and deletes do not say which row they were of.", fix, then);
    }
}
