using System.Text;

namespace Sabot.Cdc;

/// <summary>Reads <c>schema.table</c> by SQL's rules: unquoted identifiers are folded to lower case.</summary>
internal static class TableNameParser
{
    /// <exception cref="ArgumentException">The text is not two identifiers with a point between them.</exception>
    internal static (string Schema, string Table) Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var rest = text.AsSpan();
        var schema = TakeIdentifier(ref rest);
        if (schema.Length > 0 && rest.StartsWith('.'))
        {
            rest = rest[1..];
            var table = TakeIdentifier(ref rest);
            if (table.Length > 0 && rest.IsEmpty)
                return (schema, table);
        }

        throw new ArgumentException(
            $"\"{text}\" is not the name of a table; write schema.table, with double quotes where SQL needs them: "
            + "sales.\"Order Items\".",
            nameof(text));
    }

    /// <summary>The next identifier and the white space around it; empty when there is none.</summary>
    private static string TakeIdentifier(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        var name = rest.StartsWith('"') ? TakeQuoted(ref rest) : TakePlain(ref rest);
        rest = rest.TrimStart();
        return name;
    }

    private static string TakeQuoted(ref ReadOnlySpan<char> rest)
    {
        var name = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                // Two of them stand for one.
                if (i + 1 == rest.Length || rest[i + 1] != '"')
                {
                    rest = rest[(i + 1)..];
                    return name.ToString();
                }

                i++;
            }

            name.Append(rest[i]);
        }

        return "";
    }

    // SQL folds letters beyond ASCII only in single-byte encodings, which the client does not know of.
    private static string TakePlain(ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && IsPart(rest[length], isFirst: length == 0))
            length++;
        var name = rest[..length].ToString();
        rest = rest[length..];
        return string.Create(name.Length, name, static (lower, name) =>
        {
            for (var i = 0; i < lower.Length; i++)
                lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        });
    }

    private static bool IsPart(char c, bool isFirst) =>
        char.IsAsciiLetter(c) || c == '_' || c >= 0x80 || (!isFirst && (char.IsAsciiDigit(c) || c == '$'));
}
