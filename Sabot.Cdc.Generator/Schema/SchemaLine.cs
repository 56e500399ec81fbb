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

    /// <summary>The word that says of what kind the line is.</summary>
    public string Keyword
    {
        get
        {
            var end = Text.IndexOf(' ');
            return end < 0 ? Text : Text.Substring(0, end);
        }
    }

    /// <summary>The place of the whole line.</summary>
    public SchemaPlace Whole => PlaceOf(0, Text.Length);

    /// <summary>What is left of the line, from the cursor on.</summary>
    public SchemaPlace Rest => PlaceOf(_position, Text.Length - _position);

    public bool AtEnd => _position == Text.Length;

    public SchemaPlace PlaceOf(int start, int length) => new(Number, start + 1, length, _offset + start);

    /// <summary>Moves over the text if the line goes on with it.</summary>
    public bool TryRead(string text)
    {
        if (string.CompareOrdinal(Text, _position, text, 0, text.Length) != 0)
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
        problem = !AtEnd && Text[_position] is not (' ' or '.' or ',')
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
