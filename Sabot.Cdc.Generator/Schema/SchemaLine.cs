using System;
using System.Text;

namespace Sabot.Cdc.Schema;

/// <summary>A cursor over one line of a .cdc file, which knows the place of everything it reads.</summary>
internal sealed class SchemaLine
{
    private readonly int _offset;
    private int _position;

    /// <param name="text">The line without its line break.</param>
    /// <param name="number">1-based.</param>
    /// <param name="offset">Offset of the line's first character in the file.</param>
    public SchemaLine(string text, int number, int offset)
    {
        Text = text;
        Number = number;
        _offset = offset;
    }

    public string Text { get; }

    public int Number { get; }

    /// <summary>The word at the cursor, which says of what kind the line is.</summary>
    public string Keyword
    {
        get
        {
            var end = Text.IndexOf(' ', _position);
            return Text.Substring(_position, (end < 0 ? Text.Length : end) - _position);
        }
    }

    /// <summary>The place of the whole line.</summary>
    public SchemaPlace Whole => PlaceOf(0, Text.Length);

    /// <summary>What is left of the line, from the cursor on.</summary>
    public SchemaPlace Rest => PlaceOf(_position, Text.Length - _position);

    public bool AtEnd => _position == Text.Length;

    /// <summary>The text from the place on up to the cursor.</summary>
    public string TextOf(SchemaPlace start) => Text.Substring(start.Column - 1, _position - start.Column + 1);

    /// <summary>Whether the line goes on with the text.</summary>
    public bool StartsWith(string text) => string.CompareOrdinal(Text, _position, text, 0, text.Length) == 0;

    public SchemaPlace PlaceOf(int start, int length) => new(Number, start + 1, length, _offset + start);

    /// <summary>Moves over the text if the line goes on with it.</summary>
    public bool TryRead(string text)
    {
        if (!StartsWith(text))
            return false;

        _position += text.Length;
        return true;
    }

    /// <summary>Reads a plain or quoted identifier; otherwise says what is wrong and where.</summary>
    public bool TryReadIdentifier(out string name, out SchemaPlace place, out string problem)
    {
        var start = _position;
        var read = !AtEnd && Text[_position] == '"'
            ? TryReadQuoted(out name, out problem)
            : TryReadPlain(out name, out problem);
        place = PlaceOf(start, (read ? _position : Text.Length) - start);
        return read;
    }

    /// <summary>Reads a label, which is written as an identifier but may be empty.</summary>
    public bool TryReadLabel(out string label, out SchemaPlace place, out string problem)
    {
        const string Empty = "\"\"";
        if (!StartsWith(Empty) || StartsWith(Empty + '"'))
            return TryReadIdentifier(out label, out place, out problem);

        place = PlaceOf(_position, Empty.Length);
        (label, problem) = ("", "");
        return TryRead(Empty);
    }

    /// <summary>Reads a comment up to the end of the line; otherwise says what is wrong and where.</summary>
    public bool TryReadComment(out string comment, out SchemaPlace place, out string problem)
    {
        var start = _position;
        var read = SchemaComment.TryRead(ReadRest(out place), out comment, out var index, out problem);
        if (!read)
            place = PlaceOf(start + index, Text.Length - start - index);

        return read;
    }

    /// <summary>Everything up to the end of the line.</summary>
    public string ReadRest(out SchemaPlace place)
    {
        place = Rest;
        var rest = Text.Substring(_position);
        _position = Text.Length;
        return rest;
    }

    private bool TryReadPlain(out string name, out string problem)
    {
        var start = _position;
        while (!AtEnd && SchemaIdentifier.IsPlainPart(Text[_position]))
            _position++;

        name = Text.Substring(start, _position - start);
        problem = !AtEnd && Text[_position] is not (' ' or '.' or ',') && !StartsWith(SchemaTypeName.Array)
            ? "a name with other characters than a-z, 0-9 and _ has to be double-quoted"
            : name.Length == 0 ? "a name is missing"
            : !SchemaIdentifier.IsPlainStart(name[0]) ? "a name that starts with a digit has to be double-quoted"
            : "";
        return problem.Length == 0;
    }

    private bool TryReadQuoted(out string name, out string problem)
    {
        var text = new StringBuilder();
        _position++;
        while (!AtEnd)
        {
            var c = Text[_position++];
            if (c != '"')
            {
                text.Append(c);
            }
            else if (!AtEnd && Text[_position] == '"')
            {
                text.Append(c);
                _position++;
            }
            else
            {
                name = text.ToString();
                problem = name.Length == 0 ? "a name is empty"
                    : SchemaIdentifier.IsPlain(name) ? "a name of a-z, 0-9 and _ is written without quotes"
                    : "";
                return problem.Length == 0;
            }
        }

        name = text.ToString();
        problem = "the quoted name has no closing quote";
        return false;
    }
}
