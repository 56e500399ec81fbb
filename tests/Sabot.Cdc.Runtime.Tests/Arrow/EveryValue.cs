using Apache.Arrow;
using Apache.Arrow.Arrays;

namespace Sabot.Cdc.Runtime.Tests.Arrow;

/// <summary>Reads all there is to read of a batch: nothing but typed exceptions may come out of it.</summary>
internal static class EveryValue
{
    internal static long Read(CdcBatch batch)
    {
        long sum = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            var view = new CdcRowView(batch, row);
            for (var column = 0; column < batch.Table.Columns.Length; column++)
            {
                try
                {
                    sum += Read(view, column, batch.Table.Columns[column].Type);
                }
                catch (Exception e) when (e is CdcValueException or CdcUnchangedValueException
                    || (e is InvalidOperationException && batch.Operations[row] == 'T'))
                {
                    sum++;
                }
            }
        }

        for (var row = batch.NextChange(0); row < batch.Count; row = batch.NextChange(row + 1))
        {
            var change = new CdcChangeView(batch, row);
            sum += change.Position.Sequence + change.TransactionId + (change.HasOldImage ? 1 : 0);
        }

        return sum;
    }

    internal static long Read(RecordBatch batch)
    {
        long sum = 0;
        foreach (var array in batch.Arrays)
        {
            for (var row = 0; row < batch.Length; row++)
            {
                sum += array switch
                {
                    StringArray text => text.GetBytes(row, out _).Length,
                    BinaryArray binary => binary.GetBytes(row, out _).Length,
                    Int64Array numbers => numbers.GetValue(row) ?? 0,
                    Int32Array numbers => numbers.GetValue(row) ?? 0,
                    BooleanArray bits => bits.GetValue(row) is true ? 1 : 0,
                    FixedSizeBinaryArray binary => binary.GetBytes(row).Length,
                    _ => array.IsNull(row) ? 1 : 0,
                };
            }
        }

        return sum;
    }

    private static long Read(CdcRowView row, int column, CdcType type) => type switch
    {
        CdcType.Boolean => row.GetNullableBoolean(column) is true ? 1 : 0,
        CdcType.Int16 => row.GetNullableInt16(column) ?? 0,
        CdcType.Int32 => row.GetNullableInt32(column) ?? 0,
        CdcType.Int64 => row.GetNullableInt64(column) ?? 0,
        CdcType.Single => row.GetNullableSingle(column) is null ? 0 : 1,
        CdcType.Double => row.GetNullableDouble(column) is null ? 0 : 1,
        CdcType.Decimal => row.GetNullableDecimal(column) is null ? 0 : 1,
        CdcType.Text => row.GetNullableString(column)?.Length ?? row.GetNullableUtf8(column).Length,
        CdcType.Binary => row.GetNullableBinary(column).Length,
        CdcType.Date => row.GetNullableDate(column)?.DayNumber ?? 0,
        CdcType.Time => row.GetNullableTime(column)?.Ticks ?? 0,
        CdcType.Timestamp => row.GetNullableTimestamp(column)?.Ticks ?? 0,
        CdcType.TimestampTz => row.GetNullableTimestampTz(column)?.Ticks ?? 0,
        CdcType.UInt32 => row.GetNullableUInt32(column) ?? 0,
        CdcType.Interval => row.GetIntervalRaw(column)?.Length ?? row.GetNullableInterval(column)?.Days ?? 0,
        CdcType.Array => row.GetMisfitText(column)?.Length
            ?? ReadElements(row.GetNullableArray(column, Nested)),
        CdcType.Composite => row.GetMisfitText(column)?.Length
            ?? row.ReadNullable<long, NestedValue>(column) ?? 0,
        _ => row.GetNullableUuid(column)?.GetHashCode() ?? 0,
    };

    /// <summary>Elements of any type.</summary>
    private static readonly CdcElementReader<long?> Nested = CdcElements.Custom<long, NestedValue>();

    private static long ReadElements(CdcArray<long?>? array)
    {
        long sum = 0;
        foreach (var element in array.GetValueOrDefault())
            sum += element ?? 0;
        return sum;
    }

    /// <summary>Reads whatever there is in a value, to any depth.</summary>
    private readonly struct NestedValue : IColumnReader<long>
    {
        public static long Read(CdcValueView value) => value.Type switch
        {
            CdcType.Array => ReadElements(value.GetArray(Nested)),
            CdcType.Composite => Read(value.GetComposite()),
            CdcType.Int32 => value.GetInt32(),
            CdcType.Text => value.GetString().Length,
            CdcType.Date => value.GetDate().DayNumber,
            CdcType.TimestampTz => value.GetTimestampTz().Ticks,
            CdcType.Decimal => value.GetDecimalText().Length,
            _ => throw new NotSupportedException($"{value.Type}"),
        };

        private static long Read(CdcCompositeView composite)
        {
            long sum = 0;
            for (var attribute = 0; attribute < composite.Attributes.Length; attribute++)
                sum += composite.ReadNullable<long, NestedValue>(attribute) ?? 0;
            return sum;
        }
    }
}
