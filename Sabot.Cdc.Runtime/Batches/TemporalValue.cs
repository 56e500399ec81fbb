using System.Globalization;

namespace Sabot.Cdc;

/// <summary>PostgreSQL's dates and times as Arrow holds them, to .NET's, which cover a smaller range.</summary>
internal static class TemporalValue
{
    private const int DayNumberOfUnixEpoch = 719_162;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long FirstMicrosecond = -62_135_596_800_000_000;
    private const long LastMicrosecond = 253_402_300_799_999_999;

    internal static bool IsDate(int days) =>
        (uint)days + DayNumberOfUnixEpoch <= (uint)DateOnly.MaxValue.DayNumber;

    internal static DateOnly ToDate(int days) => DateOnly.FromDayNumber(days + DayNumberOfUnixEpoch);

    internal static bool IsTime(long microseconds) => (ulong)microseconds < MicrosecondsPerDay;

    internal static TimeOnly ToTime(long microseconds) => new(microseconds * TicksPerMicrosecond);

    internal static bool IsTimestamp(long microseconds) =>
        (ulong)microseconds - unchecked((ulong)FirstMicrosecond) <= LastMicrosecond - FirstMicrosecond;

    internal static DateTime ToTimestamp(long microseconds, DateTimeKind kind) =>
        new((microseconds - FirstMicrosecond) * TicksPerMicrosecond, kind);

    internal static string DescribeDate(int days) => days switch
    {
        int.MaxValue => "infinity",
        int.MinValue => "-infinity",
        _ => $"day {days.ToString(CultureInfo.InvariantCulture)} since 1970-01-01",
    };

    internal static string DescribeTime(long microseconds) => microseconds == MicrosecondsPerDay
        ? "24:00:00"
        : $"{microseconds.ToString(CultureInfo.InvariantCulture)} microseconds since midnight";

    internal static string DescribeTimestamp(long microseconds) => microseconds switch
    {
        long.MaxValue => "infinity",
        long.MinValue => "-infinity",
        _ => $"microsecond {microseconds.ToString(CultureInfo.InvariantCulture)} since 1970-01-01",
    };
}
