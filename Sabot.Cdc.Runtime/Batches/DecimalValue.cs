using System.Globalization;

namespace Sabot.Cdc;

/// <summary>Decimal128 to <see cref="decimal"/>, exactly or not at all.</summary>
internal static class DecimalValue
{
    /// <summary>No number of 38 digits reaches it, so the plugin sends NaN as this one.</summary>
    internal static Int128 NaN => Int128.MinValue;

    private const int GreatestScale = 28;

    /// <summary>True when the number needs no more than 64 bits with its sign, and no more decimal places than decimal has.</summary>
    internal static bool IsSmall(Int128 unscaled, int scale) =>
        (long)(unscaled >> 64) == (long)unscaled >> 63 && (uint)scale <= GreatestScale;

    /// <summary>A number of which <see cref="IsSmall"/> is true.</summary>
    internal static decimal FromSmall(long unscaled, int scale)
    {
        var magnitude = unscaled < 0 ? -unscaled : unscaled;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, unscaled < 0, (byte)scale);
    }

    /// <summary>False when the number needs more than the 96 bits or the 28 decimal places that decimal has.</summary>
    internal static bool TryConvert(Int128 unscaled, int scale, out decimal value)
    {
        var magnitude = (UInt128)Int128.Abs(unscaled == NaN ? 0 : unscaled);
        var upper = (ulong)(magnitude >> 64);
        if (upper > uint.MaxValue || scale > GreatestScale)
            return TryConvertWide(unscaled, scale, out value);

        var lower = (ulong)magnitude;
        value = new decimal(
            (int)lower, (int)(lower >> 32), (int)upper, Int128.IsNegative(unscaled), (byte)scale);
        return unscaled != NaN;
    }

    /// <summary>Zeros at the end are no part of the number: without them it may fit.</summary>
    private static bool TryConvertWide(Int128 unscaled, int scale, out decimal value)
    {
        while (scale > 0 && unscaled != NaN)
        {
            var (quotient, digit) = Int128.DivRem(unscaled, 10);
            if (digit != 0)
                break;
            unscaled = quotient;
            scale--;
            if (scale <= GreatestScale && (ulong)((UInt128)Int128.Abs(unscaled) >> 64) <= uint.MaxValue)
                return TryConvert(unscaled, scale, out value);
        }

        value = default;
        return false;
    }

    /// <summary>The number as PostgreSQL prints it: all decimal places of its scale, <c>NaN</c>.</summary>
    internal static string Format(Int128 unscaled, int scale)
    {
        if (unscaled == NaN)
            return "NaN";
        var digits = Int128.Abs(unscaled).ToString("D" + (scale + 1), CultureInfo.InvariantCulture);
        var sign = Int128.IsNegative(unscaled) ? "-" : "";
        var point = digits.Length - scale;
        return scale == 0 ? sign + digits : $"{sign}{digits.AsSpan(0, point)}.{digits.AsSpan(point)}";
    }
}
