using System.Globalization;

namespace Sabot.Cdc.Tool.Terminal;

/// <summary>Bytes and times as people read them; the exact numbers are in the JSON.</summary>
internal static class Amounts
{
    private static readonly string[] ByteUnits = ["bytes", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Powers of 1024 with PostgreSQL's unit names (pg_size_pretty).</summary>
    public static string Bytes(long bytes)
    {
        var amount = (double)bytes;
        var unit = 0;
        while (Math.Abs(amount) >= 1024 && unit < ByteUnits.Length - 1)
        {
            amount /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{amount.ToString(unit == 0 || amount >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture)} {ByteUnits[unit]}");
    }

    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => Number(time.TotalMilliseconds, "ms"),
        { TotalMinutes: < 2 } => Number(time.TotalSeconds, "s"),
        { TotalHours: < 2 } => Number(time.TotalMinutes, "min"),
        { TotalDays: < 2 } => Number(time.TotalHours, "h"),
        _ => Number(time.TotalDays, "days"),
    };

    /// <summary>A number of things: "1 table", "2 tables".</summary>
    public static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private static string Number(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit}");
}
