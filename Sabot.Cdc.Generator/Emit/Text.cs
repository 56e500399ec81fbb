using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Brings names of a database, which may hold anything, into C# source.</summary>
internal static class Text
{
    /// <summary>The ordinals of most tables' columns, which are written many times each.</summary>
    private static readonly string[] Numbers =
        [.. Enumerable.Range(0, 128).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A C# string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A number, the same in every culture.</summary>
    public static string Number(int number) =>
        number < Numbers.Length ? Numbers[number] : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Text for a <c>///</c> comment: escaped, without what XML cannot hold or what would end the line.
    /// </summary>
    public static string Xml(string text)
    {
        if (IsPlain(text))
            return text;

        var xml = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '&')
                xml.Append("&amp;");
            else if (c == '<')
                xml.Append("&lt;");
            else if (c == '>')
                xml.Append("&gt;");
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                xml.Append(c).Append(text[++i]);
            else
                xml.Append(CanBeInComment(c) ? c : '\uFFFD');
        }

        return xml.ToString();
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '&' or '<' or '>')
                return false;
        }

        return true;
    }

    private static bool CanBeInComment(char c) =>
        !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\u2028' or '\u2029' or '\uFFFE' or '\uFFFF');

    /// <summary>A name or type for a <c>///</c> comment.</summary>
    public static string Code(string text) => $"<c>{Xml(text)}</c>";
}
