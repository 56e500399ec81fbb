using System;
using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>
/// Reads the lines of things that have a name and a type – columns, removed columns, attributes –, which are in the
/// order of their names and all different.
/// </summary>
internal sealed class SchemaColumnParser(SchemaLines lines)
{
    private readonly Dictionary<string, int> _lineOfName = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads what follows the keyword on the current line, and moves behind it; says if the name is there twice or not
    /// in its place. Null if it is no column.
    /// </summary>
    /// <param name="last">The name of the line before of this kind.</param>
    public SchemaColumn? Read(ref string? last)
    {
        var line = lines.Current;
        lines.MoveNext();
        if (ReadColumn(line) is not { } column)
            return null;

        var (name, place) = (column.Name, column.Place);
        if (_lineOfName.TryGetValue(name, out var first))
        {
            lines.Fail(SchemaErrorKind.DuplicateColumn, place, SchemaMessages.Duplicate("Column", name, first));
            return null;
        }

        _lineOfName.Add(name, line.Number);
        if (last is not null && SchemaNameOrder.Instance.Compare(last, name) > 0)
            lines.Fail(SchemaErrorKind.LineOutOfOrder, place, SchemaMessages.OutOfOrder(name, last));

        last = name;
        return column;
    }

    /// <summary>Reads <c>NAME TYPE [not null]</c>.</summary>
    private SchemaColumn? ReadColumn(SchemaLine line)
    {
        if (!line.TryReadIdentifier(out var name, out var place, out var problem))
            return NoColumn(place, problem);
        if (!line.TryRead(" "))
            return NoColumn(line.Rest, $"the type of column {name} is missing");

        var type = line.ReadRest(out var typePlace);
        if (type.Trim().Length == 0 || type == SchemaFormat.NotNull.Trim())
            return NoColumn(typePlace, $"the type of column {name} is missing");

        var notNull = type.EndsWith(SchemaFormat.NotNull, StringComparison.Ordinal);
        if (notNull)
            type = type.Substring(0, type.Length - SchemaFormat.NotNull.Length);

        return SchemaIdentifier.IsType(type)
            ? new SchemaColumn(name, type, notNull, place) { TypePlace = typePlace with { Length = type.Length } }
            : NoColumn(typePlace, $"the type of column {name} has blanks around it or a control character in it");
    }

    private SchemaColumn? NoColumn(SchemaPlace place, string problem)
    {
        lines.Malformed(place, problem);
        return null;
    }
}
