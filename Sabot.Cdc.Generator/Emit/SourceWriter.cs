using System;
using System.Text;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes indented C# with <c>\n</c> line ends, the same on every platform.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _indentation;

    /// <summary>Writes one line; an empty one without indentation.</summary>
    public void Line(string text = "")
    {
        if (text.Length > 0)
            _text.Append(' ', _indentation * 4).Append(text);

        _text.Append('\n');
    }

    /// <summary>Writes the line and what is in it, in braces.</summary>
    public void Block(string header, Action body, string end = "}")
    {
        Line(header);
        Line("{");
        _indentation++;
        body();
        _indentation--;
        Line(end);
    }

    /// <summary>Writes lines that belong to the line before.</summary>
    public void Indented(Action body)
    {
        _indentation++;
        body();
        _indentation--;
    }

    /// <summary>Writes a one-sentence summary; the text is XML already.</summary>
    public void Summary(string xml) => Line($"/// <summary>{xml}</summary>");

    /// <summary>What COMMENT ON says of the next type or member, if anything, and behind it what it is.</summary>
    public void Summary(string? comment, string xml)
    {
        if (comment is null)
        {
            Summary(xml);
            return;
        }

        Line("/// <summary>");
        foreach (var line in comment.Replace("\r\n", "\n").Split('\n', '\r'))
            Line($"/// {Emit.Text.Xml(line)}".TrimEnd());

        Line($"/// <para>{xml}</para>");
        Line("/// </summary>");
    }

    /// <summary>Says of the next member when it throws; the text is XML already.</summary>
    public void Exception(string type, string xml) => Line($"/// <exception cref=\"{type}\">{xml}</exception>");

    public override string ToString() => _text.ToString();
}
