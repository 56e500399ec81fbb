using System.Collections.Immutable;

namespace Sabot.Cdc.Generator.Model;

/// <summary>What the class of all tables' streams knows of a table: an edit of its columns leaves it as it is.</summary>
/// <param name="Path">The table's file.</param>
/// <param name="Namespace">The namespace of its types.</param>
/// <param name="TypeName">What its types and its stream are named after.</param>
internal sealed record ClientTable(string Path, string Namespace, string TypeName)
{
    public static ImmutableArray<ClientTable> Of(ItemResult result) =>
        result.Item is TableModel table
            ? ImmutableArray.Create(new ClientTable(result.Path, table.Namespace, table.TypeName))
            : ImmutableArray<ClientTable>.Empty;
}
