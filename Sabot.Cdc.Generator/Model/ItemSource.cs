using System.Collections.Immutable;

namespace Sabot.Cdc.Generator.Model;

/// <summary>An item that is generated, and what of its surroundings its code depends on.</summary>
/// <param name="Item">The item.</param>
/// <param name="ClientNamespace">The namespace of the class that has the tables' methods.</param>
internal sealed record ItemSource(ItemModel Item, string ClientNamespace)
{
    /// <summary>None if the file is wrong, another one has its name, or nothing is generated at all.</summary>
    public static ImmutableArray<ItemSource> Of(ItemResult result, Surroundings surroundings) =>
        result.Item is { } item && surroundings.Client.ReferencesRuntime && !surroundings.Collisions.Has(result.Path)
            ? ImmutableArray.Create(new ItemSource(item, surroundings.Client.Namespace))
            : ImmutableArray<ItemSource>.Empty;
}
