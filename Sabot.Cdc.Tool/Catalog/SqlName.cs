using System.Text;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Reads names that a user typed by SQL's rules: parts divided by dots, unquoted ones folded to lower case.</summary>
internal static class SqlName
{
    /// <summary>The parts of the name, or null if it is not one.</summary>
    public static string[]? TryParse(string text) =>
        TryRead(text, wildcards: false) is { } parts ? [.. parts.Select(part => part.Literals[0])] : null;

    /// <summary>The parts of the pattern, in which an unquoted <c>*</c> stands for any text; null if it is not one.</summary>
    public static NamePattern[]? TryParsePattern(string text) => TryRead(text, wildcards: true);

    private static NamePattern[]? TryRead(string text, bool wildcards)
    {
        var parts = new List<NamePattern>();
        var literals = new List<string>();
        var literal = new StringBuilder();
        var position = 0;
        while (true)
        {
            literals.Clear();
            literal.Clear();
            if (position < text.Length && text[position] == '"')
            {
                if (!TryReadQuoted(text, ref position, literal))
                    return null;
            }
            else
            {
                for (; position < text.Length && text[position] is not ('.' or '"'); position++)
                {
                    if (wildcards && text[position] == '*')
                    {
                        literals.Add(literal.ToString());
                        literal.Clear();
                    }
                    else
                    {
                        literal.Append(FoldCase(text[position]));
                    }
                }
            }

            if (literal.Length == 0 && literals.Count == 0)
                return null;
            parts.Add(new NamePattern([.. literals, literal.ToString()]));
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
