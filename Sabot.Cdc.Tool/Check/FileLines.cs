using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Lines of .cdc files that the model keeps no place or text of.</summary>
internal static class FileLines
{
    /// <summary>Where the table's <c>identity</c> line is: behind the header.</summary>
    public static SchemaPlace IdentityOf(SchemaTable table)
    {
        if (table.Place.Line == 0)
            return default;

        string?[] header = [table.Namespace, table.CSharpName, table.Comment];
        return new SchemaPlace(table.Place.Line + 1 + header.Count(line => line is not null), 1, 0, 0);
    }

    /// <summary>Where the table's <c>key</c> line is; its <c>identity</c> line if it has none.</summary>
    public static SchemaPlace KeyOf(SchemaTable table)
    {
        var identity = IdentityOf(table);
        return identity.Line == 0 || table.Key.Count == 0 ? identity : identity with { Line = identity.Line + 1 };
    }

    public static string Column(SchemaItem owner, SchemaColumn column) =>
        $"{(owner is SchemaTable ? SchemaKeywords.Column : SchemaKeywords.Attribute)} {SchemaIdentifier.Quote(column.Name)} {column.Type}{(column.NotNull ? SchemaFormat.NotNull : "")}";

    public static string Item(SchemaItem item) => $"{item.Keyword} {item.QualifiedName}";

    public static string Label(SchemaLabel label) => $"{SchemaKeywords.Label} {LabelName(label)}";

    /// <summary>A label as files write it, which unlike other names may be empty.</summary>
    public static string LabelName(SchemaLabel label) => label.Name.Length == 0 ? "\"\"" : SchemaIdentifier.Quote(label.Name);

    public static string Key(IReadOnlyList<string> key) =>
        key.Count == 0 ? "none" : string.Join(", ", key.Select(SchemaIdentifier.Quote));
}
