using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Scalars;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Holds a value in an Apache.Arrow array against PostgreSQL's own text of it.</summary>
internal static class ArrowValue
{
    private const string Misfits = "__text";

    /// <summary>Looks the value up in the column or, where it has no place in it, in the batch's <c>__text</c>.</summary>
    public static void Check(string? expected, RecordBatch batch, string column, int row, string where)
    {
        var array = batch.Column(column);
        if (array.IsNull(row) && batch.Schema.GetFieldIndex(Misfits) >= 0 && batch.Column(Misfits) is StringArray misfits && !misfits.IsNull(row)
            && JsonDocument.Parse(misfits.GetString(row)).RootElement.TryGetProperty(column, out var misfit))
            Expect.Text(expected, misfit.GetString(), where);
        else
            Check(expected, array, row, where);
    }

    private static void Check(string? expected, IArrowArray array, int row, string where)
    {
        switch (array)
        {
            case FloatArray values:
                Expect.Single(expected, values.GetValue(row), where);
                break;
            case DoubleArray values:
                Expect.Double(expected, values.GetValue(row), where);
                break;
            default:
                Expect.Text(expected, array.IsNull(row) ? null : Text(array, row), where);
                break;
        }
    }

    /// <summary>PostgreSQL's array_out and record_out, with their own ideas of what needs quotes.</summary>
    private static string Element(IArrowArray array, int row) => array.IsNull(row) ? "NULL"
        : Text(array, row) is var text && (text.Length == 0 || text.Equals("NULL", StringComparison.OrdinalIgnoreCase) || text.AsSpan().ContainsAny("\"\\{}, \t\n\r\v\f"))
            ? RandomValue.Quoted(text)
            : text;

    /// <inheritdoc cref="Element"/>
    private static string Part(IArrowArray array, int row) => array.IsNull(row) ? ""
        : Text(array, row) is var text && (text.Length == 0 || text.AsSpan().ContainsAny("\"\\(), \t\n\r\v\f"))
            ? "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : text;

    private static string Text(IArrowArray array, int row) => array switch
    {
        BooleanArray values => values.GetValue(row)!.Value ? "t" : "f",
        Int16Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Int32Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        UInt32Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Int64Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Decimal128Array values => PostgresText.Decimal(BinaryPrimitives.ReadInt128LittleEndian(values.ValueBuffer.Span[(row * 16)..]), values.Scale),
        StringArray values => values.GetString(row),
        BinaryArray values => PostgresText.Binary(values.GetBytes(row)),
        Date32Array values => PostgresText.Date(values.GetValue(row)!.Value),
        MonthDayNanosecondIntervalArray values => Interval(values.GetValue(row)!.Value),
        ListArray values => "{" + string.Join(",", Enumerable.Range(values.ValueOffsets[row], values.GetValueLength(row)).Select(i => Element(values.Values, i))) + "}",
        StructArray values => "(" + string.Join(",", values.Fields.Select(part => Part(part, row))) + ")",
        Time64Array values => PostgresText.Time(values.GetValue(row)!.Value),
        TimestampArray values => PostgresText.Timestamp(values.GetValue(row)!.Value, IsUtc(values) ? "+00" : ""),
        Apache.Arrow.Arrays.FixedSizeBinaryArray values => new Guid(values.GetBytes(row), bigEndian: true).ToString("D"),
        _ => throw new InvalidOperationException($"{array.Data.DataType.Name} is no type of table types."),
    };

    private static string Interval(MonthDayNanosecondInterval value) => PostgresText.Interval(value.Months, value.Days, value.Nanoseconds / 1000);

    private static bool IsUtc(TimestampArray array) => ((Apache.Arrow.Types.TimestampType)array.Data.DataType).Timezone == "UTC";
}
