using System;
using System.Collections.Generic;
using System.Globalization;

namespace Sabot.Cdc.Schema;

/// <summary>Reads a .cdc file strictly: what it accepts is, but for line ends, what the printer writes.</summary>
/// <remarks>
/// The file is machine-owned, so anything else in it is a slip of an editor or a merge, which had better be heard of. A
/// line end may be CRLF, because git makes it so on Windows, and a byte order mark and the last line break do not
/// matter.
/// </remarks>
internal sealed class SchemaParser
{
    private static readonly string[] HeaderKeywords = ["format", "table", "identity", "key"];

    private static readonly SchemaIdentity[] Identities =
        [SchemaIdentity.Default, SchemaIdentity.Index, SchemaIdentity.Full, SchemaIdentity.Nothing];

    private readonly List<SchemaLine> _lines;
    private readonly int _length;
    private readonly List<SchemaError> _errors = [];
    private readonly List<(string Name, SchemaPlace Place)> _key = [];
    private readonly List<SchemaColumn> _columns = [];
    private readonly List<SchemaTombstone> _removed = [];
    private readonly Dictionary<string, int> _lineOfColumn = new(StringComparer.Ordinal);
    private string _schema = "";
    private string _table = "";
    private SchemaPlace _tablePlace;
    private SchemaPlace _identityPlace;
    private SchemaIdentity _identity;
    private int _next;

    private SchemaParser(string text)
    {
        _lines = SplitLines(text);
        _length = text.Length;
    }

    /// <summary>Parses the text of a .cdc file; never throws, whatever the text.</summary>
    public static SchemaParseResult Parse(string text)
    {
        var parser = new SchemaParser(text);
        if (parser.HasNoConflict() && parser.ReadHeader())
        {
            parser.ReadColumns();
            if (parser._errors.Count == 0)
                parser.CheckKey();
        }

        return new SchemaParseResult(parser._errors.Count == 0 ? parser.ToTable() : null, parser._errors);
    }

    private SchemaTable ToTable() =>
        new(_schema, _table, _identity, _key.ConvertAll(column => column.Name), _columns, _removed, _tablePlace);

    private static List<SchemaLine> SplitLines(string text)
    {
        var lines = new List<SchemaLine>();
        var start = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        while (start < text.Length)
        {
            var lineFeed = text.IndexOf('\n', start);
            var next = lineFeed < 0 ? text.Length : lineFeed + 1;
            var end = lineFeed < 0 ? text.Length : lineFeed;
            if (lineFeed > start && text[lineFeed - 1] == '\r')
                end--;

            lines.Add(new SchemaLine(text.Substring(start, end - start), lines.Count + 1, start));
            start = next;
        }

        return lines;
    }

    private bool HasNoConflict()
    {
        foreach (var line in _lines)
        {
            if (line.Text.StartsWith("<<<<<<< ", StringComparison.Ordinal))
                return Fail(SchemaErrorKind.MergeConflict, line.Whole, SchemaMessages.MergeConflict);
        }

        return true;
    }

    private bool ReadHeader() => ReadFormat() && ReadTable() && ReadIdentity() && ReadKey();

    private bool ReadFormat()
    {
        if (!TryNext("format", out var line))
            return false;

        var version = line.ReadRest(out var place);
        if (version == SchemaFormat.Version.ToString(CultureInfo.InvariantCulture))
            return true;

        var isNumber = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && number > SchemaFormat.Version
            ? Fail(SchemaErrorKind.UnsupportedFormat, place, SchemaMessages.NewerFormat(version))
            : Malformed(place, $"'{version}' is no format version");
    }

    private bool ReadTable()
    {
        if (!TryNext("table", out var line))
            return false;

        if (!line.TryReadIdentifier(out _schema, out var place, out var problem))
            return Malformed(place, problem);
        if (!line.TryRead("."))
            return Malformed(line.Rest, "a table is written as schema.table");
        if (!line.TryReadIdentifier(out _table, out place, out problem))
            return Malformed(place, problem);

        var start = "table ".Length;
        _tablePlace = line.PlaceOf(start, line.Text.Length - start);
        return ExpectEnd(line);
    }

    private bool ReadIdentity()
    {
        if (!TryNext("identity", out var line))
            return false;

        var keyword = line.ReadRest(out _identityPlace);
        foreach (var identity in Identities)
        {
            if (keyword != SchemaPrinter.Keyword(identity))
                continue;

            _identity = identity;
            return true;
        }

        return Malformed(_identityPlace, $"'{keyword}' is no replica identity (default, index, full or nothing)");
    }

    private bool ReadKey()
    {
        if (_next == _lines.Count || _lines[_next].Keyword != "key")
            return true;

        if (!TryNext("key", out var line))
            return false;

        do
        {
            if (!line.TryReadIdentifier(out var name, out var place, out var problem))
                return Malformed(place, problem);

            _key.Add((name, place));
        }
        while (line.TryRead(", "));

        return ExpectEnd(line);
    }

    private void ReadColumns()
    {
        string? lastColumn = null, lastRemoved = null;
        for (; _next < _lines.Count; _next++)
        {
            var line = _lines[_next];
            if (line.TryRead("column "))
            {
                if (_removed.Count > 0)
                    Fail(SchemaErrorKind.LineOutOfOrder, line.Whole, SchemaMessages.RemovedBeforeColumn);
                if (TryReadColumn(line, ref lastColumn) is { } column)
                    _columns.Add(column);
            }
            else if (line.TryRead("removed "))
            {
                if (TryReadColumn(line, ref lastRemoved) is not { } column)
                    continue;
                if (column.NotNull)
                    Malformed(line.Whole, "a 'removed' line ends with the type");

                _removed.Add(new SchemaTombstone(column.Name, column.Type, column.Place));
            }
            else if (Array.IndexOf(HeaderKeywords, line.Keyword) >= 0)
            {
                Fail(SchemaErrorKind.LineOutOfOrder, line.Whole, SchemaMessages.HeaderAfterColumn);
            }
            else
            {
                Malformed(line.Whole, line.Text.Length == 0
                    ? "the line is empty"
                    : $"a line starts with 'column ' or 'removed ' here, not with '{line.Keyword}'");
            }
        }
    }

    /// <summary>Reads what follows the keyword; says if the column is named twice or not in its place.</summary>
    private SchemaColumn? TryReadColumn(SchemaLine line, ref string? last)
    {
        if (ReadColumn(line) is not { } column)
            return null;

        var (name, place) = (column.Name, column.Place);
        if (_lineOfColumn.TryGetValue(name, out var first))
        {
            Fail(SchemaErrorKind.DuplicateColumn, place, SchemaMessages.Duplicate(name, first));
            return null;
        }

        _lineOfColumn.Add(name, line.Number);
        if (last is not null && SchemaNameOrder.Instance.Compare(last, name) > 0)
            Fail(SchemaErrorKind.LineOutOfOrder, place, SchemaMessages.OutOfOrder(name, last));

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
            ? new SchemaColumn(name, type, notNull, place)
            : NoColumn(typePlace, $"the type of column {name} has blanks around it or a control character in it");
    }

    private SchemaColumn? NoColumn(SchemaPlace place, string problem)
    {
        Malformed(place, problem);
        return null;
    }

    private void CheckKey()
    {
        if (_identity == SchemaIdentity.Index && _key.Count == 0)
            Fail(SchemaErrorKind.InvalidKey, _identityPlace, SchemaMessages.IndexWithoutKey);
        if (_identity == SchemaIdentity.Nothing && _key.Count > 0)
            Fail(SchemaErrorKind.InvalidKey, _identityPlace, SchemaMessages.NothingWithKey);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, place) in _key)
        {
            var column = _columns.Find(column => column.Name == name);
            if (column is null)
                Fail(SchemaErrorKind.InvalidKey, place, SchemaMessages.UnknownKey(name));
            else if (!column.NotNull)
                Fail(SchemaErrorKind.InvalidKey, place, SchemaMessages.NullableKey(name, column.Place.Line));
            else if (!seen.Add(name))
                Fail(SchemaErrorKind.InvalidKey, place, SchemaMessages.DuplicateKey(name));
        }
    }

    /// <summary>Moves to the next line and over its keyword.</summary>
    private bool TryNext(string keyword, out SchemaLine line)
    {
        line = _next < _lines.Count ? _lines[_next] : new SchemaLine("", _next + 1, _length);
        if (line.TryRead(keyword + " "))
        {
            _next++;
            return true;
        }

        return line.Keyword == keyword
            ? Malformed(line.Whole, $"nothing follows '{keyword}'")
            : Fail(SchemaErrorKind.MissingLine, line.Whole, SchemaMessages.Missing(line.Number, keyword));
    }

    private bool ExpectEnd(SchemaLine line) => line.AtEnd || Malformed(line.Rest, "the line goes on after its end");

    private bool Malformed(SchemaPlace place, string problem) =>
        Fail(SchemaErrorKind.MalformedLine, place, SchemaMessages.Malformed(problem));

    /// <summary>Adds the error; always false, so that reading ends with it.</summary>
    private bool Fail(SchemaErrorKind kind, SchemaPlace place, string message)
    {
        _errors.Add(new SchemaError(kind, place, message));
        return false;
    }
}
