using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>Finds the tables of contracts.</summary>
internal sealed class ContractTargets(ImmutableArray<ItemResult> results, ItemCollisions collisions)
{
    public ContractTarget Find(ContractDeclaration contract)
    {
        if (contract.Model?.Table is not { } name)
            return new ContractTarget(contract, null, IsBroken: false, Suggestion: null);

        foreach (var result in results)
        {
            if (result.Item is TableModel table && table.QualifiedName == name && !collisions.Has(result.Path))
                return new ContractTarget(contract, table, IsBroken: false, Suggestion: null);
        }

        var isBroken = results.Any(result => NameOf(result) == name);
        var suggestion = isBroken
            ? null
            : Spelling.Nearest(
                name,
                results.Select(result => result.Item).OfType<TableModel>().Select(table => table.QualifiedName));
        return new ContractTarget(contract, null, isBroken, suggestion);
    }

    /// <summary>The name of a table whose file is wrong; that of its file, where not even the name was read.</summary>
    private static string? NameOf(ItemResult result) => result.Item is null
        ? Path.GetFileNameWithoutExtension(result.Path)
        : (result.Item as TableModel)?.QualifiedName;
}
