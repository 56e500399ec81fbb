using System;
using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>A cursor over the lines of a .cdc file, which collects what is wrong with them.</summary>
internal sealed class SchemaLines
{
    private readonly List<SchemaLine> _lines = [];
    private readonly List<SchemaError> _errors = [];
    private readonly int _length;
    private int _next;

    public SchemaLines(string text)
    {
        _length = text.Length;
        var start = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        while (start < text.Length)
        {
            var lineFeed = text.IndexOf('\n', start);
            var next = lineFeed < 0 ? text.Length : lineFeed + 1;
            var end = lineFeed < 0 ? text.Length : lineFeed;
            if (lineFeed > start && text[lineFeed - 1] == '\r')
                end--;

            _lines.Add(new SchemaLine(text.Substring(start, end - start), _lines.Count + 1, start));
            start = next;
        }
    }

    public IReadOnlyList<SchemaError> Errors => _errors;

    public bool AtEnd => _next == _lines.Count;

    /// <summary>The line that the cursor is at; behind the last line an empty one.</summary>
    public SchemaLine Current => AtEnd ? new SchemaLine("", _next + 1, _length) : _lines[_next];

    public bool HasNoConflict()
    {
        foreach (var line in _lines)
        {
            if (line.Text.StartsWith("<<<<<<< ", StringComparison.Ordinal))
                return Fail(SchemaErrorKind.MergeConflict, line.Whole, SchemaMessages.MergeConflict);
        }

        return true;
    }

    public void MoveNext() => _next++;

    /// <summary>Moves to the next line and over its keyword; it is an error if the line has another one.</summary>
    public bool TryNext(string keyword, out SchemaLine line)
    {
        line = Current;
        if (line.TryRead(keyword + " "))
        {
            MoveNext();
            return true;
        }

        return line.Keyword == keyword
            ? Malformed(line.Whole, SchemaMessages.NothingFollows(keyword))
            : Fail(SchemaErrorKind.MissingLine, line.Whole, SchemaMessages.Missing(line.Number, keyword));
    }

    /// <summary>Whether the line ends here; if not, that is an error.</summary>
    public bool ExpectEnd(SchemaLine line) => line.AtEnd || Malformed(line.Rest, "the line goes on after its end");

    /// <summary>Adds the error; always false, so that reading ends with it.</summary>
    public bool Malformed(SchemaPlace place, string problem) =>
        Fail(SchemaErrorKind.MalformedLine, place, SchemaMessages.Malformed(problem));

    /// <summary>Adds the error; always false, so that reading ends with it.</summary>
    public bool Fail(SchemaErrorKind kind, SchemaPlace place, string message)
    {
        _errors.Add(new SchemaError(kind, place, message));
        return false;
    }
}
