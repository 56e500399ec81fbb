using System;
using System.Collections.Generic;
using System.Linq;

namespace Sabot.Cdc.Generator.Model;

/// <summary>The class that has the streams of all tables.</summary>
/// <param name="Namespace">That of the tables, if all of them are in one, or else that of the project.</param>
/// <param name="Tables">The tables, in the order of their names.</param>
/// <param name="ReferencesRuntime">Whether the project has what the code needs; otherwise nothing is generated.</param>
internal sealed record ClientModel(string Namespace, EquatableArray<ClientTable> Tables, bool ReferencesRuntime)
{
    /// <summary>The class as far as no project comes into it.</summary>
    public static ClientModel Of(IEnumerable<ClientTable> tables)
    {
        var sorted = tables
            .OrderBy(table => table.Namespace, StringComparer.Ordinal)
            .ThenBy(table => table.TypeName, StringComparer.Ordinal)
            .ToArray();
        return new ClientModel("", new EquatableArray<ClientTable>(sorted), ReferencesRuntime: false);
    }

    public ClientModel In(ConsumerModel consumer)
    {
        // They are sorted, so if the first and the last are in one namespace, all are.
        var isCommon = Tables.Count > 0 && Tables[0].Namespace == Tables[Tables.Count - 1].Namespace;
        return new ClientModel(
            isCommon ? Tables[0].Namespace : consumer.Namespace, Tables, consumer.ReferencesRuntime);
    }
}
