using System.Globalization;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>
/// Dates and times of the stream in ISO 8601's form, all that PostgreSQL has: infinity, 24:00:00, years before 1 as BC and
/// years of more than four digits. PostgreSQL reads each of them.
/// </summary>
internal static class IsoText
{
    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long LeastTimestamp = -210_866_803_200_000_000;

    /// <summary>Of days since 1970-01-01.</summary>
    public static string Date(int days) => days switch
    {
        int.MaxValue => "infinity",
        int.MinValue => "-infinity",
        _ => WithEra(days, ""),
    };

    /// <summary>Of microseconds since midnight.</summary>
    public static string Time(long microseconds)
    {
        var (seconds, fraction) = Math.DivRem(microseconds, 1_000_000);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}");
        return fraction == 0 ? text : text + "." + fraction.ToString("D6", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    /// <summary>Of microseconds since 1970-01-01; <paramref name="zone"/> is put behind the time.</summary>
    public static string Timestamp(long raw, string zone)
    {
        if (raw is long.MaxValue or long.MinValue)
            return raw > 0 ? "infinity" : "-infinity";
        // The last years do not fit, and are sent wrapped around (CdcRowView.GetTimestampRaw).
        var microseconds = raw < LeastTimestamp ? raw + ((Int128)1 << 64) - 2 : raw;
        var days = (int)(microseconds / MicrosecondsPerDay);
        if (microseconds < days * (Int128)MicrosecondsPerDay)
            days--;
        return WithEra(days, "T" + Time((long)(microseconds - days * (Int128)MicrosecondsPerDay)) + zone);
    }

    private static string WithEra(int days, string rest)
    {
        var (year, month, day) = Civil(days);
        return string.Create(CultureInfo.InvariantCulture, $"{(year > 0 ? year : 1 - year):D4}-{month:D2}-{day:D2}{rest}{(year > 0 ? "" : " BC")}");
    }

    /// <summary>Year, month and day in the Gregorian calendar, which PostgreSQL extends to all times; the year before 1 is 0.</summary>
    // Eras are 400 years that begin in March, so that leap days are at the ends of years.
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
