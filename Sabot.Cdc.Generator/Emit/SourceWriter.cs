using System;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes indented C# with <c>\n</c> line ends, the same on every platform.</summary>
/// <remarks>
/// Implementation note: a project has thousands of these files, of tens of kilobytes each. So the parts of a line are
/// written as they are, without making strings of lines first, and a thread's writers share one buffer.
/// </remarks>
internal sealed class SourceWriter
{
    private const int InitialCapacity = 64 * 1024;
    private const int LargestSpare = 1024 * 1024;

    [ThreadStatic]
    private static StringBuilder? _spare;

    private readonly StringBuilder _text;
    private int _indentation;

    public SourceWriter()
    {
        _text = _spare ?? new StringBuilder(InitialCapacity);
        _spare = null;
    }

    /// <summary>Ends a line; an empty one if nothing was written.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>Writes one line; an empty one without indentation.</summary>
    public void Line(string text)
    {
        if (text.Length > 0)
            Start().Append(text);

        _text.Append('\n');
    }

    /// <summary>Writes one line, which is not empty.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] LineParts line) => line.End("");

    /// <summary>Writes the line and what is in it, in braces.</summary>
    public void Block(string header, Action body, string end = "}")
    {
        Line(header);
        Line("{");
        _indentation += 4;
        body();
        _indentation -= 4;
        Line(end);
    }

    /// <summary>Writes lines that belong to the line before.</summary>
    public void Indented(Action body)
    {
        _indentation += 4;
        body();
        _indentation -= 4;
    }

    /// <summary>Writes a one-sentence summary; the text is XML already.</summary>
    public void Summary(string xml) => Line($"/// <summary>{xml}</summary>");

    /// <summary>Writes a one-sentence summary; the text is XML already.</summary>
    public void Summary([InterpolatedStringHandlerArgument("")] SummaryParts summary) => summary.End();

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

    /// <summary>The text; nothing can be written any more.</summary>
    public string Finish()
    {
        var text = _text.ToString();
        if (_text.Capacity <= LargestSpare)
            _spare = _text.Clear();

        return text;
    }

    private StringBuilder Start() => _text.Append(' ', _indentation);

    /// <summary>A line as the compiler hands it over: part by part.</summary>
    [InterpolatedStringHandler]
    public readonly struct LineParts
    {
        private readonly StringBuilder _text;

        public LineParts(int literalLength, int formattedCount, SourceWriter writer) => _text = writer.Start();

        public void AppendLiteral(string text) => _text.Append(text);

        public void AppendFormatted(string? text) => _text.Append(text);

        public void End(string end) => _text.Append(end).Append('\n');
    }

    /// <summary>A summary, likewise.</summary>
    [InterpolatedStringHandler]
    public readonly struct SummaryParts
    {
        private readonly LineParts _line;

        public SummaryParts(int literalLength, int formattedCount, SourceWriter writer)
        {
            _line = new LineParts(literalLength, formattedCount, writer);
            _line.AppendLiteral("/// <summary>");
        }

        public void AppendLiteral(string text) => _line.AppendLiteral(text);

        public void AppendFormatted(string? text) => _line.AppendFormatted(text);

        public void End() => _line.End("</summary>");
    }
}
