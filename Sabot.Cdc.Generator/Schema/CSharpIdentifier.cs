using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Sabot.Cdc.Schema;

/// <summary>
/// Which texts C# takes as names (C# language specification, section 6.4.3), without <c>@</c> and escapes.
/// </summary>
internal static class CSharpIdentifier
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const",
        "continue", "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern",
        "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface",
        "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override",
        "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof",
        "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint",
        "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    };

    /// <summary>
    /// Whether the text can name a type or a member that is generated: an identifier, but for those of lower-case ASCII
    /// letters alone, which C# keeps for words of its own.
    /// </summary>
    public static bool IsName(string text) => IsIdentifier(text) && !text.All(c => c is >= 'a' and <= 'z');

    /// <summary>Whether the text is a namespace or the name of a type with its namespace: <c>Shop.Data</c>.</summary>
    public static bool IsQualifiedName(string text) =>
        text.Split('.').All(part => IsIdentifier(part) && !Keywords.Contains(part));

    public static bool IsIdentifierStart(char c) => c == '_' || CharUnicodeInfo.GetUnicodeCategory(c) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;

    public static bool IsIdentifierPart(char c) => IsIdentifierStart(c) || CharUnicodeInfo.GetUnicodeCategory(c) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation or
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsIdentifier(string text) =>
        text.Length > 0 && IsIdentifierStart(text[0]) && text.All(IsIdentifierPart);
}
