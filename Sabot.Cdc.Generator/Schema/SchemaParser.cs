using System.Globalization;

namespace Sabot.Cdc.Schema;

/// <summary>Reads a .cdc file strictly: what it accepts is, but for line ends, what the printer writes.</summary>
/// <remarks>
/// The file is machine-owned, so anything else in it is a slip of an editor or a merge, which had better be heard of. A
/// line end may be CRLF, because git makes it so on Windows, and a byte order mark and the last line break do not
/// matter.
/// </remarks>
internal static class SchemaParser
{
    /// <summary>Parses the text of a .cdc file; never throws, whatever the text.</summary>
    public static SchemaParseResult Parse(string text)
    {
        var lines = new SchemaLines(text);
        var item = lines.HasNoConflict() && ReadFormat(lines) ? ReadItem(lines) : null;
        return new SchemaParseResult(lines.Errors.Count == 0 ? item : null, lines.Errors);
    }

    private static bool ReadFormat(SchemaLines lines)
    {
        if (!lines.TryNext(SchemaKeywords.Format, out var line))
            return false;

        var version = line.ReadRest(out var place);
        if (version == SchemaFormat.Version.ToString(CultureInfo.InvariantCulture))
            return true;

        var isNumber = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && number > SchemaFormat.Version
            ? lines.Fail(SchemaErrorKind.UnsupportedFormat, place, SchemaMessages.NewerFormat(version))
            : lines.Malformed(place, $"'{version}' is no format version");
    }

    private static SchemaItem? ReadItem(SchemaLines lines)
    {
        var keyword = lines.Current.Keyword;
        if (keyword is not (SchemaKeywords.Table or SchemaKeywords.Enum or SchemaKeywords.Composite))
        {
            var (place, number) = (lines.Current.Whole, lines.Current.Number);
            lines.Fail(SchemaErrorKind.MissingLine, place, SchemaMessages.MissingItem(number));
            return null;
        }

        if (SchemaHeader.Read(lines, keyword) is not { } header)
            return null;

        SchemaItem? item = keyword switch
        {
            SchemaKeywords.Table => new SchemaTableParser(lines).Read(header),
            SchemaKeywords.Enum => SchemaEnumParser.Read(lines, header),
            _ => SchemaCompositeParser.Read(lines, header),
        };
        return item is null ? null : item with
        {
            Namespace = header.Namespace,
            NamespacePlace = header.NamespacePlace,
            CSharpName = header.CSharpName,
            CSharpNamePlace = header.CSharpNamePlace,
            Comment = header.Comment,
        };
    }
}
