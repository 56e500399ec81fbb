using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>One value of Arrow's Interval(MONTH_DAY_NANO) as it lies in a batch, little-endian.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct MonthDayNano
{
    private const int PerMicrosecond = 1000;

    private readonly int _months;
    private readonly int _days;
    private readonly long _nanoseconds;

    /// <summary>The interval in PostgreSQL's resolution; the plugin multiplied its microseconds by 1000.</summary>
    internal CdcInterval ToInterval()
    {
        var (microseconds, rest) = Math.DivRem(_nanoseconds, PerMicrosecond);
        if (rest != 0)
            ThrowFraction(_nanoseconds);
        return new CdcInterval(_months, _days, microseconds);
    }

    private static void ThrowFraction(long nanoseconds) =>
        ArrowErrors.Throw($"An interval has {nanoseconds} nanoseconds, but PostgreSQL's are whole microseconds.");
}
