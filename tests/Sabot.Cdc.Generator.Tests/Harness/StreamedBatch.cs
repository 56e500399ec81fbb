using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Scalars;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Generator.Tests.Harness;

/// <summary>Makes batches as if they had been received, for generated code to read.</summary>
public static class StreamedBatch
{
    private const int FrameHeader = 32;

    private static readonly TimestampType Timestamp = new(TimeUnit.Microsecond, "UTC");

    /// <summary>A batch of the table; see the other overload.</summary>
    public static CdcBatch Of<TChange>(
        string operations, byte[] unchanged, string identity, string key, params (string Name, string Type, IArrowArray Values)[] columns)
        where TChange : struct, ICdcChange<TChange> => Of<TChange>(operations, unchanged, identity, key, null, columns);

    /// <summary>
    /// A batch of the table: a letter of <paramref name="operations"/> is a row, <paramref name="unchanged"/> has the
    /// bitmap of each row, 0 for none, and <paramref name="misfits"/> the texts of what does not fit, null for none.
    /// </summary>
    public static CdcBatch Of<TChange>(
        string operations, byte[] unchanged, string identity, string key, string?[]? misfits, params (string Name, string Type, IArrowArray Values)[] columns)
        where TChange : struct, ICdcChange<TChange>
    {
        var table = TChange.Table;
        var rows = operations.Length;
        var bits = new BinaryArray.Builder();
        foreach (var bitmap in unchanged)
            _ = bitmap == 0 ? bits.AppendNull() : bits.Append([bitmap]);
        List<Field> fields =
        [
            new("__op", UInt8Type.Default, false), new("__xid", UInt32Type.Default, false), new("__lsn", UInt64Type.Default, false),
            new("__ts", Timestamp, false), new("__seq", UInt32Type.Default, false), new("__unchanged", BinaryType.Default, true),
        ];
        List<IArrowArray> arrays =
        [
            new UInt8Array.Builder().AppendRange(operations.Select(letter => (byte)letter)).Build(),
            new UInt32Array.Builder().AppendRange(Enumerable.Repeat(700u, rows)).Build(),
            new UInt64Array.Builder().AppendRange(Enumerable.Repeat(0x16B3748ul, rows)).Build(),
            new TimestampArray.Builder(Timestamp).AppendRange(Enumerable.Repeat(DateTimeOffset.UnixEpoch, rows)).Build(),
            new UInt32Array.Builder().AppendRange(Enumerable.Range(0, rows).Select(row => (uint)row)).Build(),
            bits.Build(),
        ];
        foreach (var (name, type, values) in columns)
        {
            fields.Add(new Field(name, values.Data.DataType, true, new Dictionary<string, string> { ["pg.type"] = type, ["pg.notnull"] = "false" }));
            arrays.Add(values);
        }

        if (misfits is not null)
        {
            fields.Add(new Field("__text", StringType.Default, true));
            arrays.Add(Strings(misfits));
        }

        var metadata = new Dictionary<string, string>
        {
            ["pg.schema"] = table.Schema,
            ["pg.table"] = table.Name,
            ["pg.oid"] = "1",
            ["pg.kind"] = "r",
            ["pg.identity"] = identity,
            ["pg.key"] = key,
        };
        return Decode(table, new RecordBatch(new Apache.Arrow.Schema(fields, metadata), arrays, rows));
    }

    /// <summary>What the enumerator does when it moves on.</summary>
    public static void Release(CdcBatch batch) => batch.Release();

    public static IArrowArray Longs(params long?[] values)
    {
        var builder = new Int64Array.Builder();
        foreach (var value in values)
            builder.Append(value);
        return builder.Build();
    }

    public static IArrowArray Oids(params uint?[] values)
    {
        var builder = new UInt32Array.Builder();
        foreach (var value in values)
            builder.Append(value);
        return builder.Build();
    }

    public static IArrowArray Binaries(params byte[]?[] values)
    {
        var builder = new BinaryArray.Builder();
        foreach (var value in values)
            _ = value is null ? builder.AppendNull() : builder.Append(value.AsSpan());
        return builder.Build();
    }

    public static IArrowArray Decimals(int precision, int scale, params decimal?[] values)
    {
        var builder = new Decimal128Array.Builder(new Decimal128Type(precision, scale));
        foreach (var value in values)
            _ = value is { } number ? builder.Append(number) : builder.AppendNull();
        return builder.Build();
    }

    public static IArrowArray Timestamps(params long?[] microseconds)
    {
        var builder = new TimestampArray.Builder(Timestamp);
        foreach (var value in microseconds)
            _ = value is { } number ? builder.Append(DateTimeOffset.UnixEpoch.AddTicks(number * 10)) : builder.AppendNull();
        return builder.Build();
    }

    public static IArrowArray Dates(params int?[] days)
    {
        var builder = new Date32Array.Builder();
        foreach (var day in days)
            _ = day is { } number ? builder.Append(DateTime.UnixEpoch.AddDays(number)) : builder.AppendNull();
        return builder.Build();
    }

    public static IArrowArray Ints(params int?[] values)
    {
        var builder = new Int32Array.Builder();
        foreach (var value in values)
            builder.Append(value);
        return builder.Build();
    }

    public static IArrowArray Repeat(int rows, string? value) => Strings([.. Enumerable.Repeat(value, rows)]);

    /// <summary>Lists whose elements end at the offsets after the first, which is 0; a list that would end before its start is null.</summary>
    public static IArrowArray Lists(IArrowArray elements, params int[] offsets)
    {
        var (validity, ends) = (new ArrowBuffer.BitmapBuilder(), new ArrowBuffer.Builder<int>().Append(0));
        var end = 0;
        foreach (var offset in offsets.Skip(1))
        {
            validity.Append(offset >= end);
            end = Math.Max(offset, end);
            ends.Append(end);
        }

        return new ListArray(new ListType(new Field("item", elements.Data.DataType, true)), offsets.Length - 1, ends.Build(), elements, validity.Build(), validity.UnsetBitCount);
    }

    public static IArrowArray NullLists(int rows, IArrowArray elements) => Lists(elements, [0, .. Enumerable.Repeat(-1, rows)]);

    /// <summary>Structs, of which those in some rows are null.</summary>
    public static IArrowArray Structs(int rows, int[] nulls, params (string Name, string Type, IArrowArray Values)[] attributes)
    {
        var validity = new ArrowBuffer.BitmapBuilder();
        for (var row = 0; row < rows; row++)
            validity.Append(!nulls.Contains(row));
        var fields = attributes.Select(attribute => new Field(attribute.Name, attribute.Values.Data.DataType, true, new Dictionary<string, string> { ["pg.type"] = attribute.Type }));
        return new StructArray(new StructType([.. fields]), rows, attributes.Select(attribute => attribute.Values), validity.Build(), nulls.Length);
    }

    public static IArrowArray Strings(params string?[] values)
    {
        var builder = new StringArray.Builder();
        foreach (var value in values)
            _ = value is null ? builder.AppendNull() : builder.Append(value);
        return builder.Build();
    }

    public static IArrowArray Intervals(params (int Months, int Days, long Nanoseconds)?[] values)
    {
        var builder = new MonthDayNanosecondIntervalArray.Builder();
        foreach (var value in values)
            _ = value is var (months, days, nanoseconds) ? builder.Append(new MonthDayNanosecondInterval(months, days, nanoseconds)) : builder.AppendNull();
        return builder.Build();
    }

    private static CdcBatch Decode(CdcTable table, RecordBatch batch)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true);
        writer.WriteStart();
        var start = (int)stream.Position;
        writer.WriteRecordBatch(batch);
        GC.KeepAlive(batch);    // its buffers are native memory, which Apache.Arrow's writer does not hold on to
        var bytes = stream.ToArray();
        var binding = TableBinding.Bind(table, StreamSchema.Parse(bytes.AsSpan(0, start)), 0);

        var body = bytes.AsSpan(start);
        var payload = Payload.Rent(FrameHeader + body.Length);
        payload.Span.Clear();
        "W2A1"u8.CopyTo(payload.Span);
        payload.Span[4] = (byte)FrameKind.Batch;
        BinaryPrimitives.WriteInt32LittleEndian(payload.Span[24..], batch.Length);
        BinaryPrimitives.WriteInt32LittleEndian(payload.Span[28..], body.Length);
        body.CopyTo(payload.Span[FrameHeader..]);
        var reader = new FrameReader(payload.Span);
        Assert.True(reader.TryRead(out var frame));
        return CdcBatch.Decode(binding, payload, frame);
    }
}
