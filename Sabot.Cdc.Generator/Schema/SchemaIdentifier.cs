using System;

namespace Sabot.Cdc.Schema;

/// <summary>
/// How names are written in a .cdc file: plainly if PostgreSQL would read them back unquoted, else double-quoted.
/// </summary>
internal static class SchemaIdentifier
{
    /// <summary>Whether the name is written without quotes: <c>[a-z_][a-z0-9_]*</c>.</summary>
    /// <remarks>SQL's reserved words are no exception: the format has no reserved words.</remarks>
    public static bool IsPlain(string name)
    {
        if (name.Length == 0 || !IsPlainStart(name[0]))
            return false;

        foreach (var c in name)
        {
            if (!IsPlainPart(c))
                return false;
        }

        return true;
    }

    /// <summary>Whether a one-line format can hold the text at all.</summary>
    public static bool IsOneLine(string text) => text.IndexOfAny(['\r', '\n', '\0']) < 0;

    /// <summary>Whether the text is that of a type, with nothing that its line would be read differently for.</summary>
    public static bool IsType(string text) =>
        text.Length > 0 && text.Trim().Length == text.Length && IsOneLine(text)
        && !text.EndsWith(SchemaFormat.NotNull, StringComparison.Ordinal);

    /// <summary>The name as a .cdc file and PostgreSQL write it.</summary>
    public static string Quote(string name) => IsPlain(name) ? name : '"' + name.Replace("\"", "\"\"") + '"';

    /// <summary><c>schema.table</c>, each part quoted where it has to be.</summary>
    public static string Qualify(string schema, string table) => Quote(schema) + "." + Quote(table);

    internal static bool IsPlainStart(char c) => c is (>= 'a' and <= 'z') or '_';

    internal static bool IsPlainPart(char c) => IsPlainStart(c) || c is >= '0' and <= '9';
}
