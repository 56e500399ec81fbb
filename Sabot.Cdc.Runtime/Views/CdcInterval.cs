using System.Globalization;
using System.Text;

namespace Sabot.Cdc;

/// <summary>
/// A PostgreSQL <c>interval</c>: three numbers with signs of their own, because months differ in days and days in
/// hours. All that a PostgreSQL interval holds, in its own resolution of microseconds.
/// </summary>
/// <param name="Months">Months; years are twelve of them.</param>
/// <param name="Days">Days, which time zones make longer or shorter than 24 hours.</param>
/// <param name="Microseconds">The time part; PostgreSQL does not carry it into days.</param>
/// <remarks>
/// Equal are intervals of the same three numbers. PostgreSQL's <c>=</c> takes a month for 30 days and a day for 24
/// hours; here <c>1 mon</c> and <c>30 days</c> differ. The default value is the interval of no length.
/// </remarks>
public readonly record struct CdcInterval(int Months, int Days, long Microseconds)
{
    private const int MonthsPerYear = 12;
    private const long PerSecond = 1_000_000;
    private const long PerMinute = 60 * PerSecond;
    private const long PerHour = 60 * PerMinute;

    /// <summary>
    /// The interval in ISO 8601's form with designators as PostgreSQL writes it with <c>IntervalStyle</c>
    /// <c>iso_8601</c>, and reads it with any: <c>P1Y-2M3DT-4H5M-6.789S</c>, and <c>PT0S</c> for no length.
    /// </summary>
    public override string ToString()
    {
        if (this == default)
            return "PT0S";

        var text = new StringBuilder("P");
        Append(text, Months / MonthsPerYear, 'Y');
        Append(text, Months % MonthsPerYear, 'M');
        Append(text, Days, 'D');
        if (Microseconds != 0)
        {
            text.Append('T');
            Append(text, Microseconds / PerHour, 'H');
            Append(text, Microseconds % PerHour / PerMinute, 'M');
            AppendSeconds(text, Microseconds % PerMinute);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, long number, char designator)
    {
        if (number != 0)
            text.Append(CultureInfo.InvariantCulture, $"{number}{designator}");
    }

    private static void AppendSeconds(StringBuilder text, long microseconds)
    {
        if (microseconds != 0)
            text.Append(CultureInfo.InvariantCulture, $"{(decimal)microseconds / PerSecond:0.######}S");
    }
}
