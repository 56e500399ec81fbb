using System.Runtime.CompilerServices;

namespace Sabot.Cdc.Views.Bench;

/// <summary>
/// What every loop does with a value: as little as makes the value be read, and the same whoever reads it, so that the
/// sums are equal.
/// </summary>
internal static class Taken
{
    public static long Of(bool value) => value ? 1 : 0;

    public static long Of(double value) => BitConverter.DoubleToInt64Bits(value);

    /// <summary>Its parts as they were written: a wider read of two of them would wait for both writes.</summary>
    public static long Of(decimal value) =>
        (long)(Unsafe.BitCast<decimal, UInt128>(value) >> 64) + value.Scale + (decimal.IsNegative(value) ? 1 : 0);

    public static long Of(Int128 value) => (long)value;

    public static long Of(DateOnly value) => value.DayNumber;

    public static long Of(DateTime value) => value.Ticks;

    public static long Of(Guid value) => (long)Unsafe.BitCast<Guid, UInt128>(value) ^ (long)(Unsafe.BitCast<Guid, UInt128>(value) >> 64);

    /// <summary>The length and the first byte of a text; 0 of a null.</summary>
    public static long Of(ReadOnlySpan<byte> text) => text.IsEmpty ? 0 : text.Length + text[0];
}
