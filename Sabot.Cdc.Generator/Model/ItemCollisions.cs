using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;

namespace Sabot.Cdc.Generator.Model;

/// <summary>The items that cannot be generated because another file has their item or C# name already.</summary>
/// <param name="Paths">Their files; the other one of each collision, first by path, is generated.</param>
/// <param name="Diagnostics">One error each, at the item's name.</param>
internal sealed record ItemCollisions(EquatableArray<string> Paths, EquatableArray<DiagnosticModel> Diagnostics)
{
    /// <summary>Whether the file's item has lost its name to another one.</summary>
    public bool Has(string path)
    {
        for (var i = 0; i < Paths.Count; i++)
        {
            if (Paths[i] == path)
                return true;
        }

        return false;
    }

    public static ItemCollisions Among(IEnumerable<ItemClaim> claims)
    {
        var first = new Dictionary<string, ItemClaim>(StringComparer.Ordinal);
        var paths = new List<string>();
        var diagnostics = new List<DiagnosticModel>();
        foreach (var claim in claims.OrderBy(claim => claim.Place.Path, StringComparer.Ordinal))
        {
            if (claim.Names.FirstOrDefault(first.ContainsKey) is { } name)
            {
                paths.Add(claim.Place.Path);
                diagnostics.Add(Collision(name, claim, first[name]));
                continue;
            }

            foreach (var free in claim.Names)
                first.Add(free, claim);
        }

        return new ItemCollisions(new EquatableArray<string>(paths), new EquatableArray<DiagnosticModel>(diagnostics));
    }

    private static DiagnosticModel Collision(string name, ItemClaim claim, ItemClaim winner)
    {
        if (ItemClaim.IsOfItem(name))
        {
            return new DiagnosticModel(
                DiagnosticIds.DuplicateTable,
                claim.Place,
                $"{claim.Kind} {claim.QualifiedName} is described by {winner.Place.Path} and by {claim.Place.Path}: "
                + "delete one of the files",
                winner.Place);
        }

        var made = name.EndsWith("()", StringComparison.Ordinal)
            ? name
            : $"the C# type {name.Substring(claim.Namespace.Length + 1)}";
        return new DiagnosticModel(
            DiagnosticIds.TypeNameCollision,
            claim.Place,
            $"{winner.Kind} {winner.QualifiedName} ({winner.Place.Path}) and "
            + $"{claim.Kind.ToLowerInvariant()} {claim.QualifiedName} ({claim.Place.Path}) both make {made}: "
            + NameSetting.Advice(winner.QualifiedName, claim.QualifiedName),
            winner.Place);
    }
}
