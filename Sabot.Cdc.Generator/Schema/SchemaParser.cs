using System;
using System.Collections.Generic;
using System.Globalization;

namespace Sabot.Cdc.Schema;

/// <summary>Reads a .cdc file strictly: what it accepts is, but for line ends, what the printer writes.</summary>
/// <remarks>
/// The file is machine-owned, so anything else in it is a slip of an editor or a merge, which had better be heard of.
/// A line end may be CRLF, because git makes it so on Windows, and a byte order mark and the last line break do not matter.
/// </remarks>
internal sealed class SchemaParser
{
    internal const string NotNull = " not null";

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
        if (parser.HasNoConflict() && parser.ReadFormat() && parser.ReadTable() && parser.ReadIdentity() && parser.ReadKey())
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
                return Fail(SchemaErrorKind.MergeConflict, line.Whole, "The file holds an unresolved merge conflict: resolve it, or take either side and run 'dotnet sabot-cdc scaffold' again");
        }

        return true;
    }

    private bool ReadFormat()
    {
        if (!TryNext("format", out var line))
            return false;

        var version = line.ReadRest(out var place);
        if (version == "1")
            return true;

        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number <= SchemaFormat.Version)
            return Malformed(place, $"'{version}' is no format version");

        return Fail(
            SchemaErrorKind.UnsupportedFormat,
            place,
            $"The file was written by a newer version of sabot-cdc (format {version}, this version reads {SchemaFormat.Version}): update the Sabot.Cdc packages or run scaffold with this version");
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
                    Fail(SchemaErrorKind.LineOutOfOrder, line.Whole, $"Columns come before removed columns: {SchemaFormat.ScaffoldAgain}");
                if (!TryReadColumn(line, ref lastColumn, out var name, out var place, out var type))
                    continue;

                var notNull = type.EndsWith(NotNull, StringComparison.Ordinal);
                _columns.Add(new SchemaColumn(name, notNull ? type.Substring(0, type.Length - NotNull.Length) : type, notNull, place));
            }
            else if (line.TryRead("removed "))
            {
                if (TryReadColumn(line, ref lastRemoved, out var name, out var place, out var type))
                    _removed.Add(new SchemaTombstone(name, type, place));
            }
            else if (Array.IndexOf(HeaderKeywords, line.Keyword) >= 0)
            {
                Fail(SchemaErrorKind.LineOutOfOrder, line.Whole, $"The lines format, table, identity and key come once, in this order, before the columns: {SchemaFormat.ScaffoldAgain}");
            }
            else
            {
                Malformed(line.Whole, line.Text.Length == 0 ? "the line is empty" : $"a line starts with 'column ' or 'removed ' here, not with '{line.Keyword}'");
            }
        }
    }

    /// <summary>Reads <c>NAME TYPE</c>, and checks that it is the first line of the name and comes after the one before.</summary>
    private bool TryReadColumn(SchemaLine line, ref string? last, out string name, out SchemaPlace place, out string type)
    {
        type = "";
        if (!line.TryReadIdentifier(out name, out place, out var problem))
            return Malformed(place, problem);
        if (!line.TryRead(" "))
            return Malformed(line.Rest, $"the type of column {name} is missing");

        type = line.ReadRest(out var typePlace);
        if (type.Trim().Length == 0 || type == NotNull.Trim())
            return Malformed(typePlace, $"the type of column {name} is missing");
        if (!IsType(type))
            return Malformed(typePlace, $"the type of column {name} has blanks around it or a control character in it");

        if (_lineOfColumn.TryGetValue(name, out var first))
            return Fail(SchemaErrorKind.DuplicateColumn, place, $"Column {name} is already on line {first}: {SchemaFormat.ScaffoldAgain}");

        _lineOfColumn.Add(name, line.Number);
        if (last is not null && SchemaNameOrder.Instance.Compare(last, name) > 0)
            Fail(SchemaErrorKind.LineOutOfOrder, place, $"Column {name} comes before {last} in the order of names: {SchemaFormat.ScaffoldAgain}");

        last = name;
        return true;
    }

    private static bool IsType(string type)
    {
        var text = type.EndsWith(NotNull, StringComparison.Ordinal) ? type.Substring(0, type.Length - NotNull.Length) : type;
        return text.Length > 0 && text.Trim().Length == text.Length && SchemaIdentifier.IsOneLine(text)
            && !text.EndsWith(NotNull, StringComparison.Ordinal);
    }

    private void CheckKey()
    {
        if (_identity == SchemaIdentity.Index && _key.Count == 0)
            Fail(SchemaErrorKind.InvalidKey, _identityPlace, $"Replica identity 'index' needs a key line with the columns of the index: {SchemaFormat.ScaffoldAgain}");

        if (_identity == SchemaIdentity.Nothing && _key.Count > 0)
            Fail(SchemaErrorKind.InvalidKey, _identityPlace, $"Replica identity 'nothing' identifies no row, so there cannot be a key line: {SchemaFormat.ScaffoldAgain}");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, place) in _key)
        {
            var column = _columns.Find(column => column.Name == name);
            if (column is null)
                Fail(SchemaErrorKind.InvalidKey, place, $"The key names column {name}, which the table does not have: {SchemaFormat.ScaffoldAgain}");
            else if (!column.NotNull)
                Fail(SchemaErrorKind.InvalidKey, place, $"The key names column {name}, which is not declared 'not null' on line {column.Place.Line}: {SchemaFormat.ScaffoldAgain}");
            else if (!seen.Add(name))
                Fail(SchemaErrorKind.InvalidKey, place, $"The key names column {name} twice: {SchemaFormat.ScaffoldAgain}");
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
            : Fail(SchemaErrorKind.MissingLine, line.Whole, $"Line {line.Number} of a .cdc file is '{keyword} …': {SchemaFormat.ScaffoldAgain}");
    }

    private bool ExpectEnd(SchemaLine line) => line.AtEnd || Malformed(line.Rest, "the line goes on after its end");

    private bool Malformed(SchemaPlace place, string problem) =>
        Fail(SchemaErrorKind.MalformedLine, place, $"The line cannot be read because {problem}: {SchemaFormat.ScaffoldAgain}");

    private bool Fail(SchemaErrorKind kind, SchemaPlace place, string message)
    {
        _errors.Add(new SchemaError(kind, place, message));
        return false;
    }
}
