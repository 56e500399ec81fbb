using System.Buffers.Binary;
using System.Globalization;
using Apache.Arrow;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Holds a value in an Apache.Arrow array against PostgreSQL's own text of it.</summary>
internal static class ArrowValue
{
    public static void Check(string? expected, IArrowArray array, int row, string where)
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

    private static string Text(IArrowArray array, int row) => array switch
    {
        BooleanArray values => values.GetValue(row)!.Value ? "t" : "f",
        Int16Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Int32Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Int64Array values => values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Decimal128Array values => PostgresText.Decimal(BinaryPrimitives.ReadInt128LittleEndian(values.ValueBuffer.Span[(row * 16)..]), values.Scale),
        StringArray values => values.GetString(row),
        BinaryArray values => PostgresText.Binary(values.GetBytes(row)),
        Date32Array values => PostgresText.Date(values.GetValue(row)!.Value),
        Time64Array values => PostgresText.Time(values.GetValue(row)!.Value),
        TimestampArray values => PostgresText.Timestamp(values.GetValue(row)!.Value, IsUtc(values) ? "+00" : ""),
        Apache.Arrow.Arrays.FixedSizeBinaryArray values => new Guid(values.GetBytes(row), bigEndian: true).ToString("D"),
        _ => throw new InvalidOperationException($"{array.Data.DataType.Name} is no type of table types."),
    };

    private static bool IsUtc(TimestampArray array) => ((Apache.Arrow.Types.TimestampType)array.Data.DataType).Timezone == "UTC";
}
