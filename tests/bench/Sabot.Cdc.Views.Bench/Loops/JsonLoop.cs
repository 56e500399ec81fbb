using System.Text.Json;

namespace Sabot.Cdc.Views.Bench;

/// <summary>
/// The same rows from a document of wal2json, read forward once and in place. The names of a change's columns are
/// compared as a whole with those of the first change; types are passed over.
/// </summary>
internal static class JsonLoop
{
    public static long Values(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document);
        ReadOnlySpan<byte> names = default;
        long sum = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("columnnames"u8))
            {
                var change = Array(ref reader, document);
                if (!names.IsEmpty && !names.SequenceEqual(change))
                    throw new InvalidOperationException("The columns have changed.");
                names = change;
            }
            else if (reader.ValueTextEquals("columntypes"u8))
            {
                reader.Skip();
            }
            else if (reader.ValueTextEquals("columnvalues"u8))
            {
                sum += Row(ref reader);
            }
        }

        return sum;
    }

    private static ReadOnlySpan<byte> Array(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return document[start..(int)reader.BytesConsumed];
    }

    private static long Row(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Read();
        var sum = reader.GetInt64();
        reader.Read();
        sum += Taken.Of(Text(reader));
        reader.Read();
        sum += Taken.Of(Text(reader));
        reader.Read();
        sum += Taken.Of(reader.GetDecimal());
        reader.Read();
        sum += Taken.Of(reader.GetBoolean());
        reader.Read();
        sum += reader.GetInt32();
        reader.Read();
        sum += Taken.Of(reader.GetDouble());
        reader.Read();
        sum += Taken.Of(Date(Text(reader)));
        reader.Read();
        sum += Taken.Of(Timestamp(Text(reader)));
        reader.Read();
        return sum + Taken.Of(reader.GetGuid());
    }

    /// <summary>Text as it lies in the document; nothing in it is escaped here.</summary>
    private static ReadOnlySpan<byte> Text(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? throw new InvalidOperationException("The text is escaped.") : reader.ValueSpan;

    private static DateOnly Date(ReadOnlySpan<byte> text) =>
        text.Length == 10 ? Day(text) : throw new InvalidOperationException("Not a date.");

    private static DateTime Timestamp(ReadOnlySpan<byte> text)
    {
        if (text.Length != 22 || !text[19..].SequenceEqual("+00"u8))
            throw new InvalidOperationException("Not a time in UTC.");
        var time = new TimeOnly(Number(text.Slice(11, 2)), Number(text.Slice(14, 2)), Number(text.Slice(17, 2)));
        return Day(text).ToDateTime(time, DateTimeKind.Utc);
    }

    private static DateOnly Day(ReadOnlySpan<byte> text) =>
        new(Number(text[..4]), Number(text.Slice(5, 2)), Number(text.Slice(8, 2)));

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = number * 10 + digit - '0';
        return number;
    }
}
