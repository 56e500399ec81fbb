using System;

namespace Sabot.Cdc.Schema;

/// <summary>
/// Reads the indented lines below a column, attribute or label, each of which comes at most once and in one order.
/// </summary>
internal static class SchemaDetails
{
    public static readonly string[] OfColumn =
    [
        SchemaKeywords.Domain, SchemaKeywords.AsText, SchemaKeywords.Generated, SchemaKeywords.Comment,
        SchemaKeywords.CSharp, SchemaKeywords.Reader,
    ];

    /// <summary>An attribute is in no table, so it is never generated.</summary>
    public static readonly string[] OfAttribute =
    [
        SchemaKeywords.Domain, SchemaKeywords.AsText, SchemaKeywords.Comment, SchemaKeywords.CSharp,
        SchemaKeywords.Reader,
    ];

    public static readonly string[] OfLabelOrRemoved = [SchemaKeywords.CSharp];

    /// <summary>Reads all indented lines that follow; returns the column with what they say.</summary>
    /// <param name="lines">The lines; the cursor is behind that of the column.</param>
    /// <param name="column">What the line above says.</param>
    /// <param name="keywords">What the lines may start with, in their order.</param>
    public static SchemaColumn Read(SchemaLines lines, SchemaColumn column, string[] keywords)
    {
        var last = -1;
        for (; lines.Current.TryRead(SchemaFormat.Indent); lines.MoveNext())
        {
            var line = lines.Current;
            var index = Array.FindIndex(keywords, keyword => IsOf(line, keyword));
            if (index < 0)
            {
                lines.Malformed(line.Rest, SchemaMessages.NoDetail(line.Keyword, keywords));
            }
            else if (index <= last)
            {
                lines.Fail(SchemaErrorKind.LineOutOfOrder, line.Whole, SchemaMessages.DetailOrder(keywords));
            }
            else
            {
                last = index;
                line.TryRead(keywords[index]);
                column = Read(lines, line, column, keywords[index]);
            }
        }

        return column;
    }

    private static bool IsOf(SchemaLine line, string keyword) =>
        line.StartsWith(keyword) && (line.Rest.Length == keyword.Length || line.StartsWith(keyword + " "));

    private static SchemaColumn Read(SchemaLines lines, SchemaLine line, SchemaColumn column, string keyword)
    {
        if (keyword is SchemaKeywords.AsText or SchemaKeywords.Generated)
        {
            lines.ExpectEnd(line);
            return keyword == SchemaKeywords.AsText
                ? column with { IsText = true }
                : column with { IsGenerated = true };
        }

        if (!line.TryRead(" "))
        {
            lines.Malformed(line.Whole, SchemaMessages.NothingFollows(keyword));
            return column;
        }

        return keyword switch
        {
            SchemaKeywords.Domain => ReadDomain(lines, line, column),
            SchemaKeywords.Comment => ReadComment(lines, line, column),
            SchemaKeywords.CSharp => ReadCSharpName(lines, line, column),
            _ => ReadReader(lines, line, column),
        };
    }

    private static SchemaColumn ReadDomain(SchemaLines lines, SchemaLine line, SchemaColumn column)
    {
        var start = line.Rest;
        if (!line.TryReadIdentifier(out _, out var place, out var problem))
            lines.Malformed(place, problem);
        else if (!line.TryRead("."))
            lines.Malformed(line.Rest, SchemaMessages.Unqualified(SchemaKeywords.Domain));
        else if (!line.TryReadIdentifier(out _, out place, out problem))
            lines.Malformed(place, problem);
        else if (EndsAsDomain(lines, line))
            return column with { Domain = line.TextOf(start) };

        return column;
    }

    private static bool EndsAsDomain(SchemaLines lines, SchemaLine line)
    {
        line.TryRead(SchemaTypeName.Array);
        return lines.ExpectEnd(line);
    }

    private static SchemaColumn ReadComment(SchemaLines lines, SchemaLine line, SchemaColumn column)
    {
        if (line.TryReadComment(out var comment, out var place, out var problem))
            return column with { Comment = comment };

        lines.Malformed(place, problem);
        return column;
    }

    private static SchemaColumn ReadCSharpName(SchemaLines lines, SchemaLine line, SchemaColumn column)
    {
        var name = line.ReadRest(out var place);
        if (CSharpIdentifier.IsName(name))
            return column with { CSharpName = name, CSharpNamePlace = place };

        lines.Malformed(place, SchemaMessages.NoCSharpName(name));
        return column;
    }

    private static SchemaColumn ReadReader(SchemaLines lines, SchemaLine line, SchemaColumn column)
    {
        var names = line.ReadRest(out var place).Split(' ');
        if (names.Length == 2 && Array.TrueForAll(names, CSharpIdentifier.IsQualifiedName))
            return column with { Reader = new SchemaReader(names[0], names[1], place) };

        lines.Malformed(place, SchemaMessages.NoReader);
        return column;
    }
}
