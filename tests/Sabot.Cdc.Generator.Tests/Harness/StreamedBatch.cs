namespace Sabot.Cdc.Generator.Tests.Harness;

/// <summary>
/// Source of a class that makes a batch as if it had been received, to be compiled together with generated code that
/// reads it.
/// </summary>
/// <remarks>
/// Only the runtime can make a batch, and it shows how to its own tests alone. So the compilation that this goes into
/// has the name of those tests.
/// </remarks>
internal static class StreamedBatch
{
    public const string AssemblyName = "Sabot.Cdc.Runtime.Tests";

    public const string Code = """
        using System;
        using System.Buffers.Binary;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using Apache.Arrow;
        using Apache.Arrow.Ipc;
        using Apache.Arrow.Types;
        using Sabot.Cdc;

        internal static class StreamedBatch
        {
            public static readonly StringType Text = StringType.Default;

            // A letter of operations is a row; unchanged holds the bitmap of each row, 0 for none.
            public static CdcBatch Of<TChange>(string operations, byte[] unchanged, string identity, string key, params (string Name, string Type, IArrowArray Values)[] columns)
                where TChange : struct, ICdcChange<TChange>
            {
                var table = TChange.Table;
                var ts = new TimestampType(TimeUnit.Microsecond, "UTC");
                var n = operations.Length;
                var bits = new BinaryArray.Builder();
                foreach (var bitmap in unchanged)
                    _ = bitmap == 0 ? bits.AppendNull() : bits.Append(new ReadOnlySpan<byte>(new[] { bitmap }));
                var fields = new List<Field>
                {
                    new("__op", UInt8Type.Default, false), new("__xid", UInt32Type.Default, false), new("__lsn", UInt64Type.Default, false),
                    new("__ts", ts, false), new("__seq", UInt32Type.Default, false), new("__unchanged", BinaryType.Default, true),
                };
                var arrays = new List<IArrowArray>
                {
                    new UInt8Array.Builder().AppendRange(operations.Select(c => (byte)c)).Build(),
                    new UInt32Array.Builder().AppendRange(Enumerable.Repeat(700u, n)).Build(),
                    new UInt64Array.Builder().AppendRange(Enumerable.Repeat(0x16B3748ul, n)).Build(),
                    new TimestampArray.Builder(ts).AppendRange(Enumerable.Repeat(DateTimeOffset.UnixEpoch, n)).Build(),
                    new UInt32Array.Builder().AppendRange(Enumerable.Range(0, n).Select(i => (uint)i)).Build(),
                    bits.Build(),
                };
                foreach (var (name, type, values) in columns)
                {
                    fields.Add(new Field(name, values.Data.DataType, true, new Dictionary<string, string> { ["pg.type"] = type, ["pg.notnull"] = "false" }));
                    arrays.Add(values);
                }

                var metadata = new Dictionary<string, string>
                {
                    ["pg.schema"] = table.Schema, ["pg.table"] = table.Name, ["pg.oid"] = "1", ["pg.kind"] = "r", ["pg.identity"] = identity, ["pg.key"] = key,
                };
                using var stream = new MemoryStream();
                using var writer = new ArrowStreamWriter(stream, new Apache.Arrow.Schema(fields, metadata), leaveOpen: true);
                writer.WriteStart();
                var start = (int)stream.Position;
                writer.WriteRecordBatch(new RecordBatch(new Apache.Arrow.Schema(fields, metadata), arrays, n));
                var bytes = stream.ToArray();
                var schema = StreamSchema.Parse(bytes.AsSpan(0, start));
                var body = bytes.AsSpan(start, (int)stream.Position - start);
                var payload = Payload.Rent(32 + body.Length);
                payload.Span.Clear();
                "W2A1"u8.CopyTo(payload.Span);
                payload.Span[4] = (byte)FrameKind.Batch;
                BinaryPrimitives.WriteInt32LittleEndian(payload.Span.Slice(24), n);
                BinaryPrimitives.WriteInt32LittleEndian(payload.Span.Slice(28), body.Length);
                body.CopyTo(payload.Span.Slice(32));
                var reader = new FrameReader(payload.Span);
                reader.TryRead(out var frame);
                return CdcBatch.Decode(TableBinding.Bind(table, schema, 0), payload, frame);
            }

            public static IArrowArray Longs(params long?[] values)
            {
                var builder = new Int64Array.Builder();
                foreach (var value in values)
                    builder.Append(value);
                return builder.Build();
            }

            public static IArrowArray Strings(params string?[] values)
            {
                var builder = new StringArray.Builder();
                foreach (var value in values)
                    _ = value is null ? builder.AppendNull() : builder.Append(value);
                return builder.Build();
            }
        }
        """;
}
