using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;

namespace Sabot.Cdc.Generator.Model;

/// <summary>The tables that cannot be generated because another file has their table or C# name already.</summary>
/// <param name="Paths">Their files; the other one of each collision, first by path, is generated.</param>
/// <param name="Diagnostics">One error each, at the table's name.</param>
internal sealed record TableCollisions(EquatableArray<string> Paths, EquatableArray<DiagnosticModel> Diagnostics)
{
    public static TableCollisions Among(IEnumerable<TableResult> results)
    {
        var first = new Dictionary<string, (TableModel Table, FilePlace Place)>(StringComparer.Ordinal);
        var paths = new List<string>();
        var diagnostics = new List<DiagnosticModel>();
        foreach (var (table, place) in Tables(results).OrderBy(claim => claim.Place.Path, StringComparer.Ordinal))
        {
            if (first.TryGetValue(table.TypeName, out var winner))
            {
                paths.Add(place.Path);
                diagnostics.Add(Collision(table, place, winner.Table, winner.Place));
            }
            else
            {
                first.Add(table.TypeName, (table, place));
            }
        }

        return new TableCollisions(new EquatableArray<string>(paths), new EquatableArray<DiagnosticModel>(diagnostics));
    }

    private static IEnumerable<(TableModel Table, FilePlace Place)> Tables(IEnumerable<TableResult> results)
    {
        foreach (var result in results)
        {
            if (result is { Table: { } table, Place: { } place })
                yield return (table, place);
        }
    }

    private static DiagnosticModel Collision(
        TableModel table, FilePlace place, TableModel winner, FilePlace winnerPlace) =>
        table.QualifiedName == winner.QualifiedName
            ? new DiagnosticModel(
                DiagnosticIds.DuplicateTable,
                place,
                $"Table {table.QualifiedName} is described by {winnerPlace.Path} and by {place.Path}: "
                + "delete one of the files",
                winnerPlace)
            : new DiagnosticModel(
                DiagnosticIds.TypeNameCollision,
                place,
                $"Tables {winner.QualifiedName} ({winnerPlace.Path}) and {table.QualifiedName} ({place.Path}) both "
                + $"make the C# type {table.TypeName}Row: rename one of the tables, or delete the file of the one that "
                + "is not needed",
                winnerPlace);
}
