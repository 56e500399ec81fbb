using System.Collections.Immutable;

namespace Sabot.Cdc.Generator.Model;

/// <summary>The names that an item takes: an edit of its columns or labels leaves them as they are.</summary>
/// <param name="Kind"><c>Table</c>, <c>Enum</c> or <c>Composite</c>.</param>
/// <param name="QualifiedName">The item's name in PostgreSQL, quoted as in SQL.</param>
/// <param name="Namespace">The namespace of its types.</param>
/// <param name="TypeName">What its types are named after.</param>
/// <param name="Place">Where its file names it.</param>
/// <param name="Names">What only one item can have: its C# types, and its name in PostgreSQL and on the client.</param>
internal sealed record ItemClaim(
    string Kind,
    string QualifiedName,
    string Namespace,
    string TypeName,
    FilePlace Place,
    EquatableArray<string> Names)
{
    public static ImmutableArray<ItemClaim> Of(ItemResult result) =>
        result is { Item: { } item, Place: { } place }
            ? ImmutableArray.Create(Of(item, place))
            : ImmutableArray<ItemClaim>.Empty;

    private static ItemClaim Of(ItemModel item, FilePlace place)
    {
        var (name, type) = (item.QualifiedName, $"{item.Namespace}.{item.TypeName}");
        var (kind, names) = item switch
        {
            TableModel => (
                "Table",
                (string[])
                [
                    "table " + name, type + "Row", type + "Key", type + "Change", type + "Batch", $"cdc.{item.TypeName}()",
                ]),
            EnumModel => ("Enum", ["type " + name, type, type + "Labels"]),
            _ => ("Composite", ["type " + name, type + "View"]),
        };
        return new ItemClaim(
            kind, name, item.Namespace, item.TypeName, place, new EquatableArray<string>(names));
    }

    /// <summary>Whether the name is the item's own in PostgreSQL.</summary>
    public static bool IsOfItem(string name) =>
        name.StartsWith("table ", System.StringComparison.Ordinal)
        || name.StartsWith("type ", System.StringComparison.Ordinal);
}
