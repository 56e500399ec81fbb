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
            .. examination.Tables.SelectMany(table => Check(table, examination.Publication)),
        ];
    }

    private static Finding Missing(TableName name, string database) => new(
        Severity.Error, "table-missing", $"table {name}", $"Table {name} has a .cdc file and does not exist in database {database}.",
        Then: "run dotnet sabot-cdc scaffold, or delete the file");

    private static IEnumerable<Finding> Check(ExaminedTable table, ExaminedPublication? publication)
    {
        var (where, sql) = ($"table {table.Name}", SqlText.Identifier(table.Name.Schema) + "." + SqlText.Identifier(table.Name.Name));
        if (table.Kind == 'p')
        {
            yield return new Finding(Severity.Error, "table-partitioned", where,
                $"Table {table.Name} is partitioned, and a client refuses it: its rows are in its partitions.",
                $"SELECT relid FROM pg_partition_tree({SqlText.Literal(sql)}) WHERE isleaf", "scaffold and stream those");
            yield break;
        }

        if (table.Kind != 'r')
        {
            yield return new Finding(Severity.Error, "table-kind", where, $"{table.Name} is not a table, so it has no changes.", Then: "stream the tables behind it");
            yield break;
        }

        if (!table.IsLogged)
        {
            yield return new Finding(Severity.Error, "table-unlogged", where,
                $"Table {table.Name} is unlogged, so its changes are not in the WAL.", $"ALTER TABLE {sql} SET LOGGED");
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
