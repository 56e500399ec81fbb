using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>Whether the publication has what the application wants, in a form that wal2arrow takes.</summary>
internal static class PublicationChecks
{
    public static IEnumerable<Finding> Check(Examination examination)
    {
        if (examination.PublicationName is not { } name)
            return [];
        return examination.Publication is { } publication
            ? [.. Members(examination, publication), .. Filters(publication), .. Operations(publication)]
            : Missing(examination, name);
    }

    // A client creates it by itself, but decoding looks it up in the catalog as it was at the slot's position.
    private static IEnumerable<Finding> Missing(Examination examination, string name)
    {
        var where = $"publication {name}";
        var tables = examination.Declared.Tables?.Where(table => examination.Tables.Any(there => there.Name == Catalog.TableName.Of(table))).ToList();
        var create = tables is { Count: > 0 }
            ? $"CREATE PUBLICATION {SqlText.Identifier(name)} FOR TABLE {string.Join(", ", tables.Select(table => Sql(table.Schema, table.Name)))}"
                + (examination.Tables.Any(table => table.Kind == 'p') ? " WITH (publish_via_partition_root = true)" : "")
            : null;
        if (examination.Slot is { } slot)
        {
            yield return new Finding(Severity.Error, "publication-missing", where,
                $"Publication {name} does not exist, and slot {slot.Name} is older than one that would be created now: changes before it cannot be streamed.",
                create, $"drop slot {slot.Name}, and create it anew after the publication");
        }
        else if (examination.Server.MayCreatePublications)
        {
            yield return new Finding(Severity.Advice, "publication-missing", where,
                $"Publication {name} does not exist; a client creates it for the tables that it streams, if its role owns them.", create);
        }
    }

    private static IEnumerable<Finding> Members(Examination examination, ExaminedPublication publication)
    {
        foreach (var table in examination.Declared.Tables ?? [])
        {
            var name = Catalog.TableName.Of(table);
            if (examination.Tables.FirstOrDefault(there => there.Name == name) is not { } there)
                continue; // That it is missing is said of the table.
            if (there.Kind == 'p' && !publication.IsViaRoot)
                continue; // Likewise that its partitions are published.
            if (publication.Find(name) is not { } member)
            {
                yield return new Finding(Severity.Error, "publication-table", $"publication {publication.Name}",
                    $"Table {name} is not in publication {publication.Name}, so its changes are not sent.",
                    $"ALTER PUBLICATION {SqlText.Identifier(publication.Name)} ADD TABLE {Sql(table.Schema, table.Name)}");
            }
            else if (member.Columns is { } columns && Lacking(table, there, columns) is { Count: > 0 } lacking)
            {
                yield return new Finding(Severity.Error, "publication-columns", $"publication {publication.Name}",
                    $"Publication {publication.Name} leaves out columns of {name} that its .cdc file has: {string.Join(", ", lacking)}.",
                    Remake(publication.Name, member), "it publishes all columns then");
            }
        }
    }

    // Those that the table itself has no more are drift.
    private static List<string> Lacking(SchemaTable table, ExaminedTable there, IReadOnlyList<string> published) =>
        [.. table.Columns.Select(column => column.Name).Intersect(there.Columns).Except(published).Order(StringComparer.Ordinal)];

    private static IEnumerable<Finding> Filters(ExaminedPublication publication) =>
        publication.Members.Where(member => member.RowFilter is not null).Select(member => new Finding(
            Severity.Error, "publication-row-filter", $"publication {publication.Name}",
            $"Publication {publication.Name} has a row filter on {member.Name}, {member.RowFilter}, which wal2arrow refuses with the table's first change.",
            Remake(publication.Name, member), "it publishes all rows then"));

    private static IEnumerable<Finding> Operations(ExaminedPublication publication)
    {
        var lacking = ExaminedPublication.AllOperations.Except(publication.Operations).ToList();
        if (lacking.Count > 0)
        {
            yield return new Finding(Severity.Warning, "publication-operations", $"publication {publication.Name}",
                $"Publication {publication.Name} leaves out {string.Join(", ", lacking)}: consumers never see those changes.",
                $"ALTER PUBLICATION {SqlText.Identifier(publication.Name)} SET (publish = '{string.Join(", ", ExaminedPublication.AllOperations)}')");
        }
    }

    // A filter or column list of one table cannot be changed by itself.
    private static string Remake(string publication, PublishedTable member)
    {
        var table = Sql(member.Name.Schema, member.Name.Name);
        return $"BEGIN; ALTER PUBLICATION {SqlText.Identifier(publication)} DROP TABLE {table}; ALTER PUBLICATION {SqlText.Identifier(publication)} ADD TABLE {table}; COMMIT";
    }

    private static string Sql(string schema, string name) => SqlText.Identifier(schema) + "." + SqlText.Identifier(name);
}
