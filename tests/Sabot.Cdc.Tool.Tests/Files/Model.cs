using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Tests.Files;

/// <summary>Short ways to write tables down.</summary>
internal static class Model
{
    /// <summary>A table with the key <c>id</c> and the columns written as <c>name type</c>; <c>-name type</c> is a tombstone.</summary>
    public static SchemaTable Table(string name, params string[] columns) => new(
        "public",
        name,
        SchemaIdentity.Default,
        ["id"],
        [new("id", "bigint", NotNull: true), .. columns.Where(column => column[0] != '-').Select(column => column.Split(' ')).Select(column => new SchemaColumn(column[0], column[1], NotNull: false))],
        [.. columns.Where(column => column[0] == '-').Select(column => column[1..].Split(' ')).Select(column => new SchemaTombstone(column[0], column[1]))]);

    public static CatalogTable InDatabase(SchemaTable table, bool isLogged = true) => new(table, isLogged);

    public static CatalogSnapshot Snapshot(IEnumerable<CatalogTable> tables, params SchemaItem[] types) => new([.. tables], types, [], []);

    public static ExistingFile InFolder(SchemaItem item) => new(Path.Combine("Cdc", SchemaFileName.Of(item)), item);

    public static SchemaEnum Enum(string name, params string[] labels) => new("public", name, [.. labels.Select(label => new SchemaLabel(label))]);

    /// <summary>A composite with the attributes written as <c>name type</c>.</summary>
    public static SchemaComposite Composite(string name, params string[] attributes) => new(
        "public", name, [.. attributes.Select(attribute => attribute.Split(' ')).Select(attribute => new SchemaColumn(attribute[0], attribute[1], NotNull: false))]);

    public static readonly TableSelection Everything = TableSelection.Parse([], []);

    /// <summary>All that a project's configuration selects if it says nothing.</summary>
    public static readonly TableSelection WholeProject = Everything with { IsWholeProject = true };
}
