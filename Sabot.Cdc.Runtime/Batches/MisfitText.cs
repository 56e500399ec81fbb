using System.Text.Json;

namespace Sabot.Cdc;

/// <summary>
/// The column <c>__text</c>: of each row that holds values that have no place in their columns, a JSON object with
/// PostgreSQL's own text of each by its column's name. Those columns are null in that row.
/// </summary>
internal static class MisfitText
{
    internal const string ColumnName = "__text";

    /// <summary>A column's text in a row's object; null when it has none there.</summary>
    /// <exception cref="CdcProtocolException">The object is malformed.</exception>
    internal static string? Find(CdcTable table, int column, ReadOnlySpan<byte> json, CdcPosition position)
    {
        try
        {
            return Find(json, table.Columns[column].Name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CdcProtocolException(
                $"{ColumnName} of {table.QualifiedName} at {position} is not a JSON object of texts by column, each "
                + $"once: {e.Message}",
                e);
        }
    }

    // Implementation note: the whole object is read, so that what follows the column's text is checked as well. The
    // reader throws InvalidOperationException where a string is not UTF-8 or holds half of a surrogate pair.
    private static string? Find(ReadOnlySpan<byte> json, string column)
    {
        string? found = null;
        var reader = new Utf8JsonReader(json);
        Read(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isColumn = reader.ValueTextEquals(column);
            Read(ref reader, JsonTokenType.String);
            if (!isColumn)
                continue;
            if (found is not null)
                throw new JsonException($"{column} is there twice.");
            found = reader.GetString();
        }

        // Nothing but white space may follow the object's end; the reader throws on anything else.
        reader.Read();
        return found;
    }

    private static void Read(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (!reader.Read() || reader.TokenType != expected)
            throw new JsonException($"{reader.TokenType} where {expected} is expected.");
    }
}
