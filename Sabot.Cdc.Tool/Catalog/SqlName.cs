using System.Text;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Reads names that a user typed by SQL's rules: parts divided by dots, unquoted ones folded to lower case.</summary>
internal static class SqlName
{
    /// <summary>The parts of the name, or null if it is not one.</summary>
    public static string[]? TryParse(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var position = 0;
        while (true)
        {
            part.Clear();
            if (position < text.Length && text[position] == '"')
            {
                if (!TryReadQuoted(text, ref position, part))
                    return null;
            }
            else
            {
                while (position < text.Length && text[position] is not ('.' or '"'))
                    part.Append(FoldCase(text[position++]));
            }

            if (part.Length == 0)
                return null;
            parts.Add(part.ToString());
            if (position == text.Length)
                return [.. parts];
            if (text[position++] != '.')
                return null;
        }
    }

    private static bool TryReadQuoted(string text, ref int position, StringBuilder part)
    {
        for (position++; position < text.Length; position++)
        {
            if (text[position] != '"')
            {
                part.Append(text[position]);
            }
            else if (position + 1 < text.Length && text[position + 1] == '"')
            {
                part.Append('"');
                position++;
            }
            else
            {
                position++;
                return true;
            }
        }

        return false;
    }

    /// <summary>PostgreSQL folds ASCII letters only, in a database of encoding UTF8.</summary>
    private static char FoldCase(char c) => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c;
}
