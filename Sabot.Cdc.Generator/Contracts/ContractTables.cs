using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>The tables of a project as contracts name them.</summary>
/// <param name="Names">The qualified names of the tables that have code, sorted.</param>
/// <param name="Tables">The tables in the order of their names.</param>
/// <param name="Broken">The names of those whose files are wrong, or of their files where not even a name was read.</param>
internal sealed record ContractTables(
    EquatableArray<string> Names, EquatableArray<TableModel> Tables, EquatableArray<string> Broken)
{
    public static ContractTables Of(IEnumerable<ItemResult> results, ItemCollisions collisions)
    {
        var lost = new HashSet<string>(collisions.Paths, StringComparer.Ordinal);
        var tables = new SortedDictionary<string, TableModel>(StringComparer.Ordinal);
        var broken = new List<string>();
        foreach (var result in results)
        {
            if (result.Item is null)
                broken.Add(Path.GetFileNameWithoutExtension(result.Path));
            else if (result.Item is TableModel table && !lost.Contains(result.Path))
                tables[table.QualifiedName] = table;
            else if (result.Item is TableModel)
                broken.Add(result.Item.QualifiedName);
        }

        return new ContractTables(
            new EquatableArray<string>(tables.Keys),
            new EquatableArray<TableModel>(tables.Values),
            new EquatableArray<string>(broken));
    }

    /// <summary>Finds the contract's table.</summary>
    public ContractTarget Find(ContractDeclaration contract)
    {
        if (contract.Model?.Table is not { } name)
            return new ContractTarget(contract, null, IsBroken: false, Suggestion: null);

        var index = Names.BinarySearch(name, StringComparer.Ordinal);
        if (index >= 0)
            return new ContractTarget(contract, Tables[index], IsBroken: false, Suggestion: null);

        var isBroken = Broken.Contains(name);
        var suggestion = isBroken ? null : Spelling.Nearest(name, Names);
        return new ContractTarget(contract, null, isBroken, suggestion);
    }
}
