using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sabot.Cdc.Views.Bench;

/// <summary>What somebody who reads spans by hand writes for each value, who knows what is fast.</summary>
internal static class Spans
{
    private const long FirstMicrosecond = -62_135_596_800_000_000;
    private const long LastMicrosecond = 253_402_300_799_999_999;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private const int DayNumberOfUnixEpoch = 719_162;
    private const uint LastDayNumber = 3_652_058;

    /// <summary>True when the row holds a row: it was inserted or updated, neither deleted nor replaced.</summary>
    public static bool IsRow(byte operation) => operation is (byte)'I' or (byte)'U';

    public static bool Bit(ReadOnlySpan<byte> bits, int row) => (bits[row >> 3] >> (row & 7) & 1) != 0;

    public static ReadOnlySpan<byte> Text(ReadOnlySpan<int> offsets, ReadOnlySpan<byte> bytes, int row)
    {
        var start = offsets[row];
        return bytes.Slice(start, offsets[row + 1] - start);
    }

    /// <summary>Faster than Guid's own constructor.</summary>
    public static Guid Uuid(ReadOnlySpan<byte> bytes, int row) => Unsafe.BitCast<Vector128<byte>, Guid>(Vector128.Shuffle(
        Vector128.Create(bytes.Slice(row * 16, 16)),
        Vector128.Create((byte)3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)));

    /// <summary>Twelve digits need no more than 64 bits, unless it is NaN, which may not become a number.</summary>
    public static decimal Decimal(Int128 value, byte scale)
    {
        var number = (long)value;
        if ((long)(value >> 64) != number >> 63)
            Throw();
        var magnitude = number < 0 ? -number : number;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, number < 0, scale);
    }

    public static DateOnly Date(int days)
    {
        if ((uint)days + DayNumberOfUnixEpoch > LastDayNumber)
            Throw();
        return DateOnly.FromDayNumber(days + DayNumberOfUnixEpoch);
    }

    public static DateTime Timestamp(long microseconds)
    {
        if ((ulong)microseconds - unchecked((ulong)FirstMicrosecond) > LastMicrosecond - FirstMicrosecond)
            Throw();
        return new DateTime((microseconds - FirstMicrosecond) * TicksPerMicrosecond, DateTimeKind.Utc);
    }

    private static void Throw() => throw new InvalidOperationException("The value does not fit.");
}
