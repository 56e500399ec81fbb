using System.Collections.Immutable;
using System.Linq;

namespace Sabot.Cdc.Generator.Model;

/// <summary>What the code of each item depends on beside the item.</summary>
/// <param name="Collisions">The items that another one has taken the name of.</param>
/// <param name="Client">The class that has the tables' streams.</param>
internal sealed record Surroundings(ItemCollisions Collisions, ClientModel Client)
{
    /// <summary>The class with the tables that are generated; none without tables, or if nothing is generated.</summary>
    public ImmutableArray<ClientModel> Class()
    {
        var tables = new EquatableArray<ClientTable>(Client.Tables.Where(table => !Collisions.Has(table.Path)));
        return tables.Count > 0 && Client.ReferencesRuntime
            ? ImmutableArray.Create(Client with { Tables = tables })
            : ImmutableArray<ClientModel>.Empty;
    }
}
