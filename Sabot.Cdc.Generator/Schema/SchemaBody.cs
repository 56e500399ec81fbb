using System;

namespace Sabot.Cdc.Schema;

/// <summary>What the lines below the headers of all kinds of files have in common.</summary>
internal static class SchemaBody
{
    /// <summary>What the lines below a wrong line are read for, so that each of them is still checked.</summary>
    public static readonly SchemaColumn Nameless = new("", "", false);

    /// <summary>Says why the current line cannot be here, and moves behind it.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="kind">The kind of the file.</param>
    /// <param name="expected">How a line starts here.</param>
    public static void Refuse(SchemaLines lines, string kind, string expected)
    {
        var line = lines.Current;
        if (Array.IndexOf(SchemaMessages.HeaderKeywords(kind), line.Keyword) >= 0)
            lines.Fail(SchemaErrorKind.LineOutOfOrder, line.Whole, SchemaMessages.HeaderOrder(kind));
        else if (line.Text.Length == 0)
            lines.Malformed(line.Whole, "the line is empty");
        else if (line.Text[0] == ' ')
            lines.Malformed(line.Whole, SchemaMessages.Indented);
        else
            lines.Malformed(line.Whole, $"a line starts with {expected} here, not with '{line.Keyword}'");

        lines.MoveNext();
    }
}
