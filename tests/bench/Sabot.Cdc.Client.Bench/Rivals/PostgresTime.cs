namespace Sabot.Cdc.Client.Bench.Rivals;

/// <summary>PostgreSQL's text of dates and times in UTC, as fast as it can be parsed.</summary>
internal static class PostgresTime
{
    /// <summary><c>2024-02-03</c></summary>
    internal static DateOnly Date(ReadOnlySpan<byte> text) =>
        new(Number(text[..4]), Number(text[5..7]), Number(text[8..10]));

    /// <summary><c>2024-02-03 04:05:06.000007+00</c>, with or without a fraction.</summary>
    internal static DateTime Timestamp(ReadOnlySpan<byte> text)
    {
        var time = new DateTime(
            Date(text),
            new TimeOnly(Number(text[11..13]), Number(text[14..16]), Number(text[17..19])),
            DateTimeKind.Utc);
        if (text[19] != '.')
            return time;
        var fraction = text[20..text.LastIndexOf((byte)'+')];
        long ticks = Number(fraction);
        for (var digits = fraction.Length; digits < 7; digits++)
            ticks *= 10;
        return time.AddTicks(ticks);
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = number * 10 + (digit - '0');
        return number;
    }
}
