using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Sabot.Cdc.Generator.Model;

/// <summary>The class that has the streams of all tables.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Tables">The tables that are generated, in the order of their names.</param>
internal sealed record ClientModel(string Namespace, EquatableArray<ClientTable> Tables)
{
    /// <summary>None if there are no tables or nothing is generated at all.</summary>
    public static ImmutableArray<ClientModel> Of(
        IEnumerable<ClientTable> tables, ItemCollisions collisions, string clientNamespace, ConsumerModel consumer)
    {
        var generated = tables
            .Where(table => !collisions.Has(table.Path))
            .OrderBy(table => table.Namespace, StringComparer.Ordinal)
            .ThenBy(table => table.TypeName, StringComparer.Ordinal)
            .ToArray();
        return generated.Length > 0 && consumer.ReferencesRuntime
            ? ImmutableArray.Create(new ClientModel(clientNamespace, new EquatableArray<ClientTable>(generated)))
            : ImmutableArray<ClientModel>.Empty;
    }
}
