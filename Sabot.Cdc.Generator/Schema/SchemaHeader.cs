namespace Sabot.Cdc.Schema;

/// <summary>The lines that every kind of file starts with, below <c>format</c>.</summary>
internal sealed record SchemaHeader(string Schema, string Name, SchemaPlace Place)
{
    public string? Namespace { get; private set; }

    public SchemaPlace NamespacePlace { get; private set; }

    public string? CSharpName { get; private set; }

    public SchemaPlace CSharpNamePlace { get; private set; }

    public string? Comment { get; private set; }

    /// <summary>Reads the line of the item's name and the optional ones behind it; null if one of them is wrong.</summary>
    public static SchemaHeader? Read(SchemaLines lines, string keyword)
    {
        if (!lines.TryNext(keyword, out var line))
            return null;

        var start = keyword.Length + 1;
        if (!TryReadQualified(lines, line, keyword, out var schema, out var name) || !lines.ExpectEnd(line))
            return null;

        var header = new SchemaHeader(schema, name, line.PlaceOf(start, line.Text.Length - start));
        return header.ReadNamespace(lines) && header.ReadCSharpName(lines) && header.ReadComment(lines)
            && IsOver(lines, keyword) ? header : null;
    }

    private static bool TryReadQualified(
        SchemaLines lines, SchemaLine line, string keyword, out string schema, out string name)
    {
        name = "";
        if (!line.TryReadIdentifier(out schema, out var place, out var problem))
            return lines.Malformed(place, problem);
        if (!line.TryRead("."))
            return lines.Malformed(line.Rest, SchemaMessages.Unqualified(keyword));

        return line.TryReadIdentifier(out name, out place, out problem) || lines.Malformed(place, problem);
    }

    private bool ReadNamespace(SchemaLines lines)
    {
        if (lines.Current.Keyword != SchemaKeywords.Namespace)
            return true;
        if (!lines.TryNext(SchemaKeywords.Namespace, out var line))
            return false;

        (Namespace, NamespacePlace) = (line.ReadRest(out var place), place);
        return CSharpIdentifier.IsQualifiedName(Namespace)
            || lines.Malformed(place, SchemaMessages.NoNamespace(Namespace));
    }

    private bool ReadCSharpName(SchemaLines lines)
    {
        if (lines.Current.Keyword != SchemaKeywords.CSharp)
            return true;
        if (!lines.TryNext(SchemaKeywords.CSharp, out var line))
            return false;

        (CSharpName, CSharpNamePlace) = (line.ReadRest(out var place), place);
        return CSharpIdentifier.IsName(CSharpName) || lines.Malformed(place, SchemaMessages.NoCSharpName(CSharpName));
    }

    private bool ReadComment(SchemaLines lines)
    {
        if (lines.Current.Keyword != SchemaKeywords.Comment)
            return true;
        if (!lines.TryNext(SchemaKeywords.Comment, out var line))
            return false;

        if (!line.TryReadComment(out var comment, out var place, out var problem))
            return lines.Malformed(place, problem);

        Comment = comment;
        return true;
    }

    /// <summary>Whether the header's lines are through; if not, one of them comes twice or too late.</summary>
    private static bool IsOver(SchemaLines lines, string keyword) =>
        lines.Current.Keyword is not (SchemaKeywords.Namespace or SchemaKeywords.CSharp or SchemaKeywords.Comment)
        || lines.Fail(SchemaErrorKind.LineOutOfOrder, lines.Current.Whole, SchemaMessages.HeaderOrder(keyword));
}
