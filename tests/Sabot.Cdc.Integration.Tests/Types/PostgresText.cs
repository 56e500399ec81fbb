using System.Globalization;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Raw values of the stream as PostgreSQL writes them, by its own calendar: proleptic Gregorian, with BC.</summary>
internal static class PostgresText
{
    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long LeastTimestamp = -210_866_803_200_000_000;

    public static string Decimal(Int128 unscaled, int scale)
    {
        if (unscaled == Int128.MinValue)
            return "NaN";
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (Int128.IsNegative(unscaled) ? "-" : "") + (scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..]);
    }

    public static string Date(int days) => days switch
    {
        int.MaxValue => "infinity",
        int.MinValue => "-infinity",
        _ => Era(days, ""),
    };

    public static string Time(long microseconds)
    {
        var (seconds, fraction) = Math.DivRem(microseconds, 1_000_000);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}");
        return fraction == 0 ? text : text + "." + fraction.ToString("D6", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    public static string Timestamp(long raw, string zone = "")
    {
        if (raw is long.MaxValue or long.MinValue)
            return raw > 0 ? "infinity" : "-infinity";
        // The last years do not fit and are sent wrapped around.
        var microseconds = raw < LeastTimestamp ? raw + ((Int128)1 << 64) - 2 : raw;
        var days = (int)(microseconds / MicrosecondsPerDay);
        if (microseconds < days * (Int128)MicrosecondsPerDay)
            days--;
        return Era(days, " " + Time((long)(microseconds - days * (Int128)MicrosecondsPerDay)) + zone);
    }

    /// <summary>In IntervalStyle postgres, as EncodeInterval writes it: a positive part after a negative one has a plus.</summary>
    public static string Interval(int months, int days, long microseconds)
    {
        var parts = new List<string>();
        var afterNegative = false;
        Add(months / 12, "year");
        Add(months % 12, "mon");
        Add(days, "day");
        if (microseconds != 0 || parts.Count == 0)
            parts.Add((microseconds < 0 ? "-" : afterNegative ? "+" : "") + Time(Math.Abs(microseconds)));
        return string.Join(' ', parts);

        void Add(int value, string unit)
        {
            if (value == 0)
                return;
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(afterNegative && value > 0 ? "+" : "")}{value} {unit}{(value == 1 ? "" : "s")}"));
            afterNegative = value < 0;
        }
    }

    public static string Binary(ReadOnlySpan<byte> bytes) => "\\x" + Convert.ToHexStringLower(bytes);

    private static string Era(int days, string rest)
    {
        var (year, month, day) = Civil(days);
        return string.Create(CultureInfo.InvariantCulture, $"{(year > 0 ? year : 1 - year):D4}-{month:D2}-{day:D2}{rest}{(year > 0 ? "" : " BC")}");
    }

    /// <summary>Year, month and day of a day since 1970-01-01; the year before 1 is 0. Counts 400-year eras of years that begin in March.</summary>
    private static (long Year, int Month, int Day) Civil(long days)
    {
        days += 719_468;
        var era = (days >= 0 ? days : days - 146_096) / 146_097;
        var dayOfEra = days - era * 146_097;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var march = (5 * dayOfYear + 2) / 153;
        var month = (int)(march < 10 ? march + 3 : march - 9);
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (153 * march + 2) / 5 + 1));
    }
}
