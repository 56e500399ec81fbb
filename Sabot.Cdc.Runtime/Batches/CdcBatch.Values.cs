using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sabot.Cdc;

/// <content>Raw values to .NET's natural types, for all views; what a type cannot hold is an exception.</content>
public sealed partial class CdcBatch
{
    internal decimal ToDecimal(int number, Int128 raw) => ToDecimal(number, Scale(number), raw);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal decimal ToDecimal(int number, int scale, Int128 raw)
    {
        if (!DecimalValue.IsSmall(raw, scale))
            return ToLargeDecimal(number, scale, raw);
        return DecimalValue.FromSmall((long)raw, scale);
    }

    internal string ToDecimalText(int number, Int128 raw) => DecimalValue.Format(raw, Scale(number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal DateOnly ToDate(int number, int raw)
    {
        if (!TemporalValue.IsDate(raw))
            ThrowNoDate(number, raw);
        return TemporalValue.ToDate(raw);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TimeOnly ToTime(int number, long raw)
    {
        if (!TemporalValue.IsTime(raw))
            ThrowNoTime(number, raw);
        return TemporalValue.ToTime(raw);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal DateTime ToTimestamp(int number, long raw, DateTimeKind kind)
    {
        if (!TemporalValue.IsTimestamp(raw))
            ThrowNoTimestamp(number, raw);
        return TemporalValue.ToTimestamp(raw, kind);
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

    private decimal ToLargeDecimal(int number, int scale, Int128 raw)
    {
        if (!DecimalValue.TryConvert(raw, scale, out var value))
        {
            ThrowUnrepresentable(
                number, DecimalValue.Format(raw, scale), "decimal", nameof(CdcRowView.GetDecimalRaw));
        }

        return value;
    }

    [DoesNotReturn]
    private void ThrowNoDate(int number, int raw) => throw ReadErrors.Unrepresentable(
        Table, number, TemporalValue.DescribeDate(raw), "DateOnly", nameof(CdcRowView.GetDateRaw));

    [DoesNotReturn]
    private void ThrowNoTime(int number, long raw) => throw ReadErrors.Unrepresentable(
        Table, number, TemporalValue.DescribeTime(raw), "TimeOnly", nameof(CdcRowView.GetTimeRaw));

    [DoesNotReturn]
    private void ThrowNoTimestamp(int number, long raw) => throw ReadErrors.Unrepresentable(
        Table, number, TemporalValue.DescribeTimestamp(raw), "DateTime", nameof(CdcRowView.GetTimestampRaw));
}
