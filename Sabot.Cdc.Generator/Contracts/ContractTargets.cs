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
        return new ContractTarget(contract, null, isBroken, isBroken ? null : Suggest(name));
    }

    /// <summary>The table that was probably meant: one that is written much the same, or the same without its schema.</summary>
    private string? Suggest(string name)
    {
        var names = results.Select(result => result.Item).OfType<TableModel>().Select(table => table.QualifiedName).ToList();
        return Spelling.Nearest(name, names)
            ?? names.FirstOrDefault(table => table.EndsWith("." + name, System.StringComparison.Ordinal));
    }

    /// <summary>The name of a table whose file is wrong; that of its file, where not even the name was read.</summary>
    private static string? NameOf(ItemResult result) => result.Item is null
        ? Path.GetFileNameWithoutExtension(result.Path)
        : (result.Item as TableModel)?.QualifiedName;
}
