using System.Collections.Immutable;

namespace Sabot.Cdc.Generator.Model;

/// <summary>What became of all files. It is never equal to another one, so little may follow from it directly.</summary>
internal sealed class ItemSet(ImmutableArray<ItemResult> results)
{
    public ImmutableArray<ItemResult> Results { get; } = results;
}
