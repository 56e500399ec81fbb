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
    public static ItemCollisions Among(IEnumerable<ItemResult> results)
    {
        var first = new Dictionary<string, (ItemModel Item, FilePlace Place)>(StringComparer.Ordinal);
        var paths = new List<string>();
        var diagnostics = new List<DiagnosticModel>();
        foreach (var (item, place) in Items(results).OrderBy(claim => claim.Place.Path, StringComparer.Ordinal))
        {
            var names = Names(item);
            if (Array.Find(names, first.ContainsKey) is { } name)
            {
                paths.Add(place.Path);
                diagnostics.Add(Collision(name, item, place, first[name].Item, first[name].Place));
                continue;
            }

            foreach (var free in names)
                first.Add(free, (item, place));
        }

        return new ItemCollisions(new EquatableArray<string>(paths), new EquatableArray<DiagnosticModel>(diagnostics));
    }

    private static IEnumerable<(ItemModel Item, FilePlace Place)> Items(IEnumerable<ItemResult> results)
    {
        foreach (var result in results)
        {
            if (result is { Item: { } item, Place: { } place })
                yield return (item, place);
        }
    }

    /// <summary>What only one item can have: its C# types, and its name in PostgreSQL and on the client.</summary>
    private static string[] Names(ItemModel item)
    {
        var type = $"{item.Namespace}.{item.TypeName}";
        return item switch
        {
            TableModel =>
                [Table(item), type + "Row", type + "Key", type + "Change", type + "Batch", $"cdc.{item.TypeName}()"],
            EnumModel => [Type(item), type, type + "Labels"],
            _ => [Type(item), type + "View"],
        };
    }

    private static string Table(ItemModel item) => "table " + item.QualifiedName;

    private static string Type(ItemModel item) => "type " + item.QualifiedName;

    private static DiagnosticModel Collision(
        string name, ItemModel item, FilePlace place, ItemModel winner, FilePlace winnerPlace)
    {
        if (name == Table(item) || name == Type(item))
        {
            return new DiagnosticModel(
                DiagnosticIds.DuplicateTable,
                place,
                $"{Kind(item)} {item.QualifiedName} is described by {winnerPlace.Path} and by {place.Path}: "
                + "delete one of the files",
                winnerPlace);
        }

        var made = name.StartsWith("cdc.", StringComparison.Ordinal) && name.EndsWith("()", StringComparison.Ordinal)
            ? name
            : $"the C# type {name.Substring(item.Namespace.Length + 1)}";
        return new DiagnosticModel(
            DiagnosticIds.TypeNameCollision,
            place,
            $"{Kind(winner)} {winner.QualifiedName} ({winnerPlace.Path}) and "
            + $"{Kind(item).ToLowerInvariant()} {item.QualifiedName} ({place.Path}) both make {made}: "
            + NameSetting.Advice(winner.QualifiedName, item.QualifiedName),
            winnerPlace);
    }

    private static string Kind(ItemModel item) => item switch
    {
        TableModel => "Table",
        EnumModel => "Enum",
        _ => "Composite",
    };
}
