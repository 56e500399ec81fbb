using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests;

/// <summary>Arrow arrays from plain values, raw ones where the type holds more than .NET's does.</summary>
internal static class Values
{
    internal static readonly TimestampType Timestamp = new(TimeUnit.Microsecond, (string?)null);
    internal static readonly TimestampType TimestampTz = new(TimeUnit.Microsecond, "UTC");
    internal static readonly Time64Type Time = new(TimeUnit.Microsecond);
    internal static readonly FixedSizeBinaryType Uuid = new(16);

    internal static IArrowArray Fixed<T>(IArrowType type, params T?[] values)
        where T : struct
    {
        var buffer = new ArrowBuffer.Builder<T>();
        foreach (var value in values)
            buffer.Append(value.GetValueOrDefault());
        return Array(type, values.Select(value => value is not null), buffer.Build());
    }

    internal static IArrowArray Booleans(params bool?[] values)
    {
        var buffer = new ArrowBuffer.BitmapBuilder();
        foreach (var value in values)
            buffer.Append(value ?? false);
        return Array(BooleanType.Default, values.Select(value => value is not null), buffer.Build());
    }

    internal static IArrowArray Text(params string?[] values) =>
        Variable(StringType.Default, values.Select(value => value is null ? null : Encoding.UTF8.GetBytes(value)));

    internal static IArrowArray Binary(params byte[]?[] values) => Variable(BinaryType.Default, values);

    internal static IArrowArray Uuids(params Guid?[] values)
    {
        var buffer = new ArrowBuffer.Builder<byte>();
        foreach (var value in values)
            buffer.Append(value.GetValueOrDefault().ToByteArray(bigEndian: true));
        return Array(Uuid, values.Select(value => value is not null), buffer.Build());
    }

    internal static IArrowArray Intervals(params (int Months, int Days, long Nanoseconds)?[] values)
    {
        var buffer = new ArrowBuffer.Builder<long>();
        foreach (var (months, days, nanoseconds) in values.Select(value => value.GetValueOrDefault()))
            buffer.Append((long)days << 32 | (uint)months).Append(nanoseconds);
        return Array(IntervalType.MonthDayNanosecond, values.Select(value => value is not null), buffer.Build());
    }

    /// <summary>A list for each range of the elements, or a null.</summary>
    internal static IArrowArray List(IArrowArray elements, params Range?[] values) =>
        List("text", elements, values);

    /// <summary>A list for each range of the elements, or a null.</summary>
    internal static IArrowArray List(string elementType, IArrowArray elements, params Range?[] values)
    {
        var offsets = new ArrowBuffer.Builder<int>().Append(0);
        var end = 0;
        foreach (var value in values)
            offsets.Append(end = value?.End.Value ?? end);
        return Array(
            new ListType(Field("item", elementType, elements)),
            values.Select(value => value is not null),
            [elements],
            offsets.Build());
    }

    /// <summary>A struct for each of the rows, with an attribute of each name and PostgreSQL type.</summary>
    internal static IArrowArray Struct(
        bool[] valid, params (string Name, string PostgresType, IArrowArray Values)[] attributes) =>
        Array(
            new StructType([.. attributes.Select(a => Field(a.Name, a.PostgresType, a.Values))]),
            valid,
            [.. attributes.Select(attribute => attribute.Values)]);

    private static Field Field(string name, string postgresType, IArrowArray values) =>
        new(name, values.Data.DataType, nullable: true, new Dictionary<string, string> { ["pg.type"] = postgresType });

    private static IArrowArray Variable(IArrowType type, IEnumerable<byte[]?> values)
    {
        var offsets = new ArrowBuffer.Builder<int>().Append(0);
        var bytes = new ArrowBuffer.Builder<byte>();
        foreach (var value in values)
        {
            bytes.Append(value ?? []);
            offsets.Append(bytes.Length);
        }

        return Array(type, values.Select(value => value is not null), offsets.Build(), bytes.Build());
    }

    private static IArrowArray Array(IArrowType type, IEnumerable<bool> valid, params ArrowBuffer[] buffers) =>
        Array(type, valid, [], buffers);

    private static IArrowArray Array(
        IArrowType type, IEnumerable<bool> valid, IArrowArray[] children, params ArrowBuffer[] buffers)
    {
        var bits = valid.ToArray();
        var nulls = bits.Count(bit => !bit);
        var validity = new ArrowBuffer.BitmapBuilder().AppendRange(bits).Build();
        return ArrowArrayFactory.BuildArray(
            new ArrayData(
                type,
                bits.Length,
                nulls,
                0,
                [nulls == 0 ? ArrowBuffer.Empty : validity, .. buffers],
                [.. children.Select(child => child.Data)]));
    }
}
