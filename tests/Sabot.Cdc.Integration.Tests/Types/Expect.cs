using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Compares a value of the stream with PostgreSQL's own text of it, null for null.</summary>
internal static partial class Expect
{
    private static readonly BigInteger GreatestDecimal = (BigInteger.One << 96) - 1;

    public static void Text(string? expected, string? actual, string where)
    {
        if (expected != actual)
            throw new XunitException($"{where}: PostgreSQL has {Shown(expected)}, the stream {Shown(actual)}.");
    }

    public static void Utf8(string? expected, ReadOnlySpan<byte> actual, string where)
    {
        if (!actual.SequenceEqual(Encoding.UTF8.GetBytes(expected ?? "")))
            throw new XunitException($"{where}: PostgreSQL has {Shown(expected)}, the stream's bytes are {Shown(Encoding.UTF8.GetString(actual))}.");
    }

    /// <summary>PostgreSQL prints the shortest digits that give the number back, so the bits must be equal.</summary>
    public static void Double(string? expected, double? actual, string where)
    {
        double? number = expected is null ? null : double.Parse(expected, CultureInfo.InvariantCulture);
        if (number is { } a && actual is { } b ? !SameBits(BitConverter.DoubleToUInt64Bits(a), BitConverter.DoubleToUInt64Bits(b), double.IsNaN(a) && double.IsNaN(b)) : number != actual)
            Text(expected, actual?.ToString("R", CultureInfo.InvariantCulture), where);
    }

    /// <inheritdoc cref="Double"/>
    public static void Single(string? expected, float? actual, string where)
    {
        float? number = expected is null ? null : float.Parse(expected, CultureInfo.InvariantCulture);
        if (number is { } a && actual is { } b ? !SameBits(BitConverter.SingleToUInt32Bits(a), BitConverter.SingleToUInt32Bits(b), float.IsNaN(a) && float.IsNaN(b)) : number != actual)
            Text(expected, actual?.ToString("R", CultureInfo.InvariantCulture), where);
    }

    /// <summary>The accessor gives the number exactly, or throws where C#'s decimal has no such number.</summary>
    public static void Decimal(string? expected, Func<decimal?> accessor, string column)
    {
        var fits = expected is null || Fits(expected);
        Natural(expected, fits, () => accessor()?.ToString(CultureInfo.InvariantCulture), text => WithoutZeros(text), column);
    }

    /// <summary>The accessor gives the date, or throws where DateOnly has no such date.</summary>
    public static void Date(string? expected, Func<DateOnly?> accessor, string column) =>
        Natural(expected, IsInEra(expected), () => accessor()?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), text => text, column);

    /// <summary>The accessor gives the time, or throws for the end of the day.</summary>
    public static void Time(string? expected, Func<TimeOnly?> accessor, string column) =>
        Natural(expected, expected != "24:00:00", () => accessor()?.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture), text => text, column);

    /// <summary>The accessor gives the time stamp of this kind, or throws where DateTime has no such one.</summary>
    public static void Timestamp(string? expected, Func<DateTime?> accessor, DateTimeKind kind, string column) =>
        Natural(
            expected,
            IsInEra(expected),
            () => accessor() is not { } value ? null
                : value.Kind != kind ? $"a DateTime of kind {value.Kind}"
                : value.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + (kind == DateTimeKind.Utc ? "+00" : ""),
            text => text,
            column);

    /// <summary>The accessor gives the array or composite, or throws where a value in it is one that its C# type does not hold.</summary>
    public static void Nested(string? expected, Func<string?> accessor, string column)
    {
        string? actual;
        try
        {
            actual = accessor();
        }
        catch (CdcValueException) when (expected is not null && IsBeyond(expected))
        {
            return;
        }

        Text(expected, actual, column);
    }

    private static bool IsBeyond(string nested) =>
        nested.Contains("infinity", StringComparison.Ordinal) || nested.Contains("NaN", StringComparison.Ordinal)
        || nested.Contains(" BC", StringComparison.Ordinal) || BeyondTheYear9999().IsMatch(nested);

    [GeneratedRegex("[0-9]{5,}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex BeyondTheYear9999();

    private static void Natural(string? expected, bool fits, Func<string?> accessor, Func<string, string> normalize, string column)
    {
        string? actual;
        try
        {
            actual = accessor();
        }
        catch (CdcValueException e) when (!fits)
        {
            Assert.Equal(column, e.Table + "." + e.Column);
            Assert.Contains("Raw", e.Message, StringComparison.Ordinal);
            return;
        }

        if (!fits)
            throw new XunitException($"{column} is {expected}, which its C# type cannot hold, but it was read as {actual}.");
        Text(expected is null ? null : normalize(expected), actual is null ? null : normalize(actual), column);
    }

    private static bool Fits(string number)
    {
        if (number == "NaN")
            return false;
        var (digits, scale) = Parts(number);
        return scale <= 28 && BigInteger.Abs(digits) <= GreatestDecimal;
    }

    /// <summary>A number without zeros at the end of its fraction, which are no part of its value.</summary>
    private static (BigInteger Digits, int Scale) Parts(string number)
    {
        var text = WithoutZeros(number);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return (BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), point < 0 ? 0 : text.Length - point - 1);
    }

    private static string WithoutZeros(string number) =>
        number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    /// <summary>The years 1 to 9999 have four digits, and all others more or BC.</summary>
    private static bool IsInEra(string? date) =>
        date is null || (date.Length > 4 && date[4] == '-' && !date.EndsWith("BC", StringComparison.Ordinal));

    private static bool SameBits(ulong expected, ulong actual, bool bothNaN) => expected == actual || bothNaN;

    private static string Shown(string? text) => text switch
    {
        null => "null",
        { Length: > 200 } => $"'{text[..100]}…{text[^60..]}' ({text.Length} characters)",
        _ => $"'{text}'",
    };
}
