namespace Sabot.Cdc;

/// <content>Raw values to .NET's natural types, for all views; what a type cannot hold is an exception.</content>
public sealed partial class CdcBatch
{
    internal decimal ToDecimal(int number, Int128 raw)
    {
        var scale = Scale(number);
        if (!DecimalValue.TryConvert(raw, scale, out var value))
        {
            ThrowUnrepresentable(
                number, DecimalValue.Format(raw, scale), "decimal", nameof(CdcRowView.GetDecimalRaw));
        }

        return value;
    }

    internal string ToDecimalText(int number, Int128 raw) => DecimalValue.Format(raw, Scale(number));

    internal DateOnly ToDate(int number, int raw)
    {
        if (!TemporalValue.TryDate(raw, out var value))
        {
            ThrowUnrepresentable(
                number, TemporalValue.DescribeDate(raw), "DateOnly", nameof(CdcRowView.GetDateRaw));
        }

        return value;
    }

    internal TimeOnly ToTime(int number, long raw)
    {
        if (!TemporalValue.TryTime(raw, out var value))
        {
            ThrowUnrepresentable(
                number, TemporalValue.DescribeTime(raw), "TimeOnly", nameof(CdcRowView.GetTimeRaw));
        }

        return value;
    }

    internal DateTime ToTimestamp(int number, long raw, DateTimeKind kind)
    {
        if (!TemporalValue.TryTimestamp(raw, kind, out var value))
        {
            ThrowUnrepresentable(
                number, TemporalValue.DescribeTimestamp(raw), "DateTime", nameof(CdcRowView.GetTimestampRaw));
        }

        return value;
    }

    internal CdcCompositeView ToComposite(int number, in ColumnBuffers buffers, int row, int version) =>
        new(this, row, version, buffers.FirstChild, Table.Nested[number].Children.Length);

    internal CdcArray<T> ToArray<T>(in ColumnBuffers buffers, int row, int version, CdcElementReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var offsets = At<long>(buffers.Values + row * sizeof(int));
        var start = (int)offsets;
        return new CdcArray<T>(this, version, buffers.FirstChild, start, (int)(offsets >> 32) - start, reader);
    }
}
