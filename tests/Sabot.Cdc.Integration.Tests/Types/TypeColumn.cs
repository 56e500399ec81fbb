using System.Globalization;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>A column of table <c>types</c>: values to fill it with, and how its generated properties are held against PostgreSQL's text.</summary>
/// <param name="Name">The column.</param>
/// <param name="Edges">Values worth a row of their own, as input for PostgreSQL.</param>
/// <param name="Random">Any other value.</param>
/// <param name="Check">Compares the row's properties with PostgreSQL's text.</param>
internal sealed record TypeColumn(string Name, string[] Edges, Func<Random, string> Random, Action<TypesRow, string?> Check)
{
    public delegate ReadOnlySpan<byte> Span(TypesRow row);

    public override string ToString() => Name;

    private static string Where(string name) => "public.types." + name;

    public static TypeColumn Boolean(string name, Func<TypesRow, bool?> value, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) => Expect.Text(expected, value(row) switch { null => null, true => "t", false => "f" }, Where(name)));

    public static TypeColumn Integer(string name, Func<TypesRow, long?> value, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) => Expect.Text(expected, value(row)?.ToString(CultureInfo.InvariantCulture), Where(name)));

    public static TypeColumn Single(string name, Func<TypesRow, float?> value, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) => Expect.Single(expected, value(row), Where(name)));

    public static TypeColumn Double(string name, Func<TypesRow, double?> value, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) => Expect.Double(expected, value(row), Where(name)));

    public static TypeColumn Decimal(string name, int scale, Func<TypesRow, decimal?> value, Func<TypesRow, Int128?> raw, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            Expect.Text(expected, raw(row) is { } digits ? PostgresText.Decimal(digits, scale) : null, Where(name));
            Expect.Decimal(expected, () => value(row), Where(name));
        });

    public static TypeColumn Text(string name, Func<TypesRow, string?> value, Span utf8, Func<TypesRow, bool> isNull, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            Expect.Text(expected, value(row), Where(name));
            Expect.Utf8(expected, utf8(row), Where(name));
            Assert.Equal(expected is null, isNull(row));
        });

    public static TypeColumn Binary(string name, Span value, Func<TypesRow, bool> isNull, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) => Expect.Text(expected, isNull(row) ? null : PostgresText.Binary(value(row)), Where(name)));

    public static TypeColumn Date(string name, Func<TypesRow, DateOnly?> value, Func<TypesRow, int?> raw, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            Expect.Text(expected, raw(row) is { } days ? PostgresText.Date(days) : null, Where(name));
            Expect.Date(expected, () => value(row), Where(name));
        });

    public static TypeColumn Time(string name, Func<TypesRow, TimeOnly?> value, Func<TypesRow, long?> raw, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            Expect.Text(expected, raw(row) is { } time ? PostgresText.Time(time) : null, Where(name));
            Expect.Time(expected, () => value(row), Where(name));
        });

    public static TypeColumn Timestamp(string name, DateTimeKind kind, Func<TypesRow, DateTime?> value, Func<TypesRow, long?> raw, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            var zone = kind == DateTimeKind.Utc ? "+00" : "";
            Expect.Text(expected, raw(row) is { } time ? PostgresText.Timestamp(time, zone) : null, Where(name));
            Expect.Timestamp(expected, () => value(row), kind, Where(name));
        });

    /// <summary>An interval that CdcInterval does not hold has its text in the raw twin, and only such a one.</summary>
    public static TypeColumn Interval(string name, Func<TypesRow, CdcInterval?> value, Func<TypesRow, string?> raw, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            if (raw(row) is { } text)
            {
                Expect.Text(expected, text, Where(name));
                Assert.Equal(name, Assert.Throws<CdcValueException>(() => value(row)).Column);
            }
            else
            {
                Expect.Text(expected, value(row) is { } interval ? PostgresText.Interval(interval.Months, interval.Days, interval.Microseconds) : null, Where(name));
            }
        });

    public static TypeColumn Uuid(string name, Func<TypesRow, Guid?> value, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) => Expect.Text(expected, value(row)?.ToString("D"), Where(name)));

    /// <summary>An array or composite that has no place in its column has its text in the raw twin, and only such a one.</summary>
    public static TypeColumn Nested(string name, Func<TypesRow, object?> value, Func<TypesRow, string?> raw, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            if (raw(row) is { } text)
            {
                Expect.Text(expected, text, Where(name));
                Assert.Equal(name, Assert.Throws<CdcValueException>(() => value(row)).Column);
            }
            else
            {
                Expect.Nested(expected, () => GeneratedText.Of(value(row)), Where(name));
            }
        });

    public static TypeColumn Label(string name, Func<TypesRow, Mood?> value, Func<TypesRow, string?> text, Span utf8, string[] edges, Func<Random, string> random) =>
        new(name, edges, random, (row, expected) =>
        {
            Expect.Text(expected, value(row)?.ToLabel(), Where(name));
            Expect.Text(expected, text(row), Where(name));
            Expect.Utf8(expected, utf8(row), Where(name));
        });
}
