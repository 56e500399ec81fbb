using System;

namespace Sabot.Cdc.Schema;

/// <summary>
/// The parts of a type's text that say where its description is. PostgreSQL's <c>format_type</c> qualifies exactly the
/// types that are not its own.
/// </summary>
/// <param name="Schema">The schema, unquoted; null for one of PostgreSQL's own types.</param>
/// <param name="Name">The name without modifier, unquoted; of one of PostgreSQL's own types, its text.</param>
/// <param name="Element">The text without <c>[]</c>: the type itself, or that of the elements.</param>
/// <param name="IsArray">Whether the text ends in <c>[]</c>.</param>
internal sealed record SchemaTypeName(string? Schema, string Name, string Element, bool IsArray)
{
    /// <summary>What makes a type an array of it; PostgreSQL's types do not tell the number of dimensions.</summary>
    public const string Array = "[]";

    /// <summary>Whether the type, or that of the elements, is one that a user or an extension made.</summary>
    public bool IsUserDefined => Schema is not null;

    public static SchemaTypeName Of(string type)
    {
        var isArray = type.EndsWith(Array, StringComparison.Ordinal);
        var element = isArray ? type.Substring(0, type.Length - Array.Length) : type;
        var position = 0;
        return TryReadName(element, ref position) is { } schema
            && position < element.Length && element[position++] == '.'
            && TryReadName(element, ref position) is { } name
            && (position == element.Length || element[position] == '(')
            ? new SchemaTypeName(schema, name, element, isArray)
            : new SchemaTypeName(null, element, element, isArray);
    }

    /// <summary>Reads a name as PostgreSQL quotes it, which is more often than a .cdc file does: <c>"order"</c>.</summary>
    private static string? TryReadName(string text, ref int position)
    {
        var start = position;
        if (position == text.Length || text[position] != '"')
        {
            while (position < text.Length && SchemaIdentifier.IsPlainPart(text[position]))
                position++;

            return position > start ? text.Substring(start, position - start) : null;
        }

        for (position++; position < text.Length; position++)
        {
            if (text[position] != '"')
                continue;
            if (position + 1 == text.Length || text[position + 1] != '"')
                return text.Substring(start + 1, position++ - start - 1).Replace("\"\"", "\"");

            position++;
        }

        return null;
    }
}
