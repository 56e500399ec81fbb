using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Views.Bench;

/// <summary>Writes what the first flush of a session sends: schema, and rows, all of them inserted.</summary>
internal static class Payloads
{
    private const int FrameHeader = 32;
    private const ulong Position = 0x16B3748;

    private static readonly TimestampType TimestampTz = new(TimeUnit.Microsecond, "UTC");

    /// <summary>A frame with the schema, and one with the rows.</summary>
    public static (byte[] Schema, byte[] Rows) Of(string table, int rows, BulkColumns columns)
    {
        List<Field> fields =
        [
            new("__op", UInt8Type.Default, false), new("__xid", UInt32Type.Default, false),
            new("__lsn", UInt64Type.Default, false), new("__ts", TimestampTz, false),
            new("__seq", UInt32Type.Default, false), new("__unchanged", BinaryType.Default, true),
        ];
        var noBitmaps = new BinaryArray.Builder();
        for (var row = 0; row < rows; row++)
            noBitmaps.AppendNull();
        List<IArrowArray> arrays =
        [
            new UInt8Array.Builder().AppendRange(Enumerable.Repeat((byte)'I', rows)).Build(),
            new UInt32Array.Builder().AppendRange(Enumerable.Repeat(700u, rows)).Build(),
            new UInt64Array.Builder().AppendRange(Enumerable.Repeat(Position, rows)).Build(),
            new TimestampArray.Builder(TimestampTz).AppendRange(Enumerable.Repeat(DateTimeOffset.UnixEpoch, rows)).Build(),
            new UInt32Array.Builder().AppendRange(Enumerable.Range(0, rows).Select(row => (uint)row)).Build(),
            noBitmaps.Build(),
        ];
        foreach (var (name, type, values) in columns.All())
        {
            fields.Add(new Field(name, values.Data.DataType, true, new Dictionary<string, string> { ["pg.type"] = type }));
            arrays.Add(values);
        }

        var metadata = new Dictionary<string, string>
        {
            ["pg.schema"] = "public",
            ["pg.table"] = table,
            ["pg.oid"] = "16384",
            ["pg.kind"] = "r",
            ["pg.identity"] = "default",
            ["pg.key"] = "[\"id\"]",
        };
        var (schema, batch) = Messages(new RecordBatch(new Schema(fields, metadata), arrays, rows));
        return (Frame(FrameKind.Schema, 0, schema), Frame(FrameKind.Batch, rows, batch));
    }

    private static (byte[] Schema, byte[] Batch) Messages(RecordBatch batch)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true);
        writer.WriteStart();
        var start = (int)stream.Position;
        writer.WriteRecordBatch(batch);
        GC.KeepAlive(batch);    // its buffers are native memory, which Apache.Arrow's writer does not hold on to
        var bytes = stream.ToArray();
        return (bytes[..start], bytes[start..]);
    }

    private static byte[] Frame(FrameKind kind, int rows, byte[] body)
    {
        var length = (body.Length + 7) / 8 * 8;
        var frame = new byte[FrameHeader + length];
        "W2A1"u8.CopyTo(frame);
        frame[4] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), 1);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(16), Position);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(24), rows);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(28), length);
        body.CopyTo(frame, FrameHeader);
        return frame;
    }
}
