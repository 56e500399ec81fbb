using System.Globalization;
using System.Text;

namespace Sabot.Cdc.Schema;

/// <summary>How a comment of any number of lines is written on one: in double quotes, with C's escapes.</summary>
internal static class SchemaComment
{
    /// <summary>The comment as a .cdc file has it, quotes included.</summary>
    public static string Quote(string comment)
    {
        var text = new StringBuilder(comment.Length + 2).Append('"');
        foreach (var c in comment)
        {
            if (Letter(c) is { } letter)
                text.Append('\\').Append(letter);
            else if (IsEscaped(c))
                text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }

        return text.Append('"').ToString();
    }

    /// <summary>
    /// Reads what <see cref="Quote"/> wrote; otherwise says what is wrong, and at which index. Each comment has one
    /// spelling only, so an escape that is not needed is wrong too.
    /// </summary>
    public static bool TryRead(string quoted, out string comment, out int index, out string problem)
    {
        var text = new StringBuilder(quoted.Length);
        (comment, index, problem) = ("", 0, "");
        if (quoted.Length == 0 || quoted[0] != '"')
            return Wrong(0, "a comment starts with a double quote", out index, out problem);

        for (var i = 1; i < quoted.Length; i++)
        {
            var c = quoted[i];
            if (c == '"')
            {
                comment = text.ToString();
                return i + 1 < quoted.Length ? Wrong(i + 1, "the line goes on after its end", out index, out problem)
                    : comment.Length == 0 ? Wrong(0, "an empty comment has no line", out index, out problem)
                    : true;
            }

            if (c == '\\' && ReadEscape(quoted, i) is { } escape)
            {
                text.Append(escape.Character);
                i += escape.Length - 1;
            }
            else if (c == '\\' || IsEscaped(c))
            {
                return Wrong(i, SchemaMessages.WrongEscape, out index, out problem);
            }
            else
            {
                text.Append(c);
            }
        }

        return Wrong(0, "the comment has no closing quote", out index, out problem);
    }

    private static bool Wrong(int at, string what, out int index, out string problem)
    {
        (index, problem) = (at, what);
        return false;
    }

    private static (char Character, int Length)? ReadEscape(string quoted, int start)
    {
        var next = start + 1 < quoted.Length ? quoted[start + 1] : '\0';
        if (next != 'u')
            return Character(next) is { } character ? (character, 2) : null;

        const int EscapeLength = 6;
        if (start + EscapeLength > quoted.Length)
            return null;

        var digits = quoted.Substring(start + 2, 4);
        var isCode = int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        var isCanonical = isCode && digits == code.ToString("X4", CultureInfo.InvariantCulture);
        return isCanonical && IsEscaped((char)code) && Letter((char)code) is null ? ((char)code, EscapeLength) : null;
    }

    private static char? Letter(char c) => c switch
    {
        '"' or '\\' => c,
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        _ => null,
    };

    private static char? Character(char letter) => letter switch
    {
        '"' or '\\' => letter,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => null,
    };

    /// <summary>Control characters, and the two other characters that editors and C# break lines at.</summary>
    private static bool IsEscaped(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
