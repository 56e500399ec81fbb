using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests;

/// <summary>
/// A relation as the plugin would stream it: schema and rows, encoded by Apache.Arrow's own writer and wrapped in
/// frames. One letter of <c>operations</c> is one row.
/// </summary>
internal sealed class StreamedTable(string operations, string schema = "public", string table = "users")
{
    private readonly List<Field> _fields = [];
    private readonly List<IArrowArray> _arrays = [];
    private IArrowArray? _misfits;
    private readonly byte[]?[] _unchanged = new byte[operations.Length][];

    internal string Identity { get; init; } = "default";

    internal string Key { get; init; } = """["id"]""";

    /// <summary>Added to, or put in place of, the schema's metadata; null takes a key away.</summary>
    internal Dictionary<string, string?> Metadata { get; } = [];

    /// <summary>Where each row is in the order of changes; without it, all are of one transaction, in their order.</summary>
    internal CdcPosition[]? Positions { get; set; }

    /// <summary>Null for what no server sends.</summary>
    internal long? CommitTime { get; set; } = 1_753_000_000_123_456;

    internal Func<int, uint> TransactionId { get; set; } = row => 700 + (uint)row;

    internal StreamedTable Column(string name, string postgresType, IArrowArray values, bool isNotNull = false)
    {
        var metadata = new Dictionary<string, string>
        {
            ["pg.type"] = postgresType,
            ["pg.notnull"] = isNotNull ? "true" : "false",
        };
        _fields.Add(new Field(name, values.Data.DataType, nullable: true, metadata));
        _arrays.Add(values);
        return this;
    }

    /// <summary>Marks a table column's value in a row as an unchanged TOAST value.</summary>
    internal StreamedTable Unchanged(int row, int column)
    {
        var bitmap = _unchanged[row] ??= new byte[(_fields.Count + 7) / 8];
        bitmap[column >> 3] |= (byte)(1 << (column & 7));
        return this;
    }

    /// <summary>Adds the column of what does not fit: a JSON object for each row, or null.</summary>
    internal StreamedTable Misfits(params string?[] objects) => Misfits(Values.Text(objects));

    internal StreamedTable Misfits(IArrowArray objects)
    {
        _misfits = objects;
        return this;
    }

    internal byte[] SchemaFrame() => FrameBytes.Frame(FrameKind.Schema, 0, Messages().Schema);

    internal byte[] BatchFrame() => FrameBytes.Frame(FrameKind.Batch, operations.Length, Messages().Batch);

    /// <summary>A payload as the first flush of a session sends it: schema, rows, progress.</summary>
    internal byte[] Payload() => FrameBytes.Concat(SchemaFrame(), BatchFrame(), FrameBytes.Progress());

    internal StreamSchema Parse() => StreamSchema.Parse(Messages().Schema);

    /// <summary>Decodes the rows against a compiled table; the caller releases the batch.</summary>
    internal CdcBatch Decode(CdcTable compiled) => Decode(TableBinding.Bind(compiled, Parse(), FrameBytes.Position));

    internal CdcBatch Decode(TableBinding binding)
    {
        var payload = FrameBytes.ToPayload(BatchFrame());
        try
        {
            var reader = new FrameReader(payload.Span);
            Assert.True(reader.TryRead(out var frame));
            return CdcBatch.Decode(binding, payload, frame);
        }
        finally
        {
            payload.Release();
        }
    }

    internal RecordBatch ToArrow()
    {
        var rows = operations.Length;
        Field[] fields =
        [
            new Field("__op", UInt8Type.Default, false),
            new Field("__xid", UInt32Type.Default, false),
            new Field("__lsn", UInt64Type.Default, false),
            new Field("__ts", Values.TimestampTz, false),
            new Field("__seq", UInt32Type.Default, false),
            new Field("__unchanged", BinaryType.Default, true),
            .. _fields,
            .. _misfits is null ? [] : new[] { new Field("__text", _misfits.Data.DataType, true) },
        ];
        IArrowArray[] arrays =
        [
            Values.Fixed(UInt8Type.Default, [.. operations.Select(letter => (byte?)letter)]),
            Values.Fixed(UInt32Type.Default, [.. Enumerable.Range(0, rows).Select(row => (uint?)TransactionId(row))]),
            Values.Fixed(UInt64Type.Default, [.. Enumerable.Range(0, rows).Select(row => (ulong?)Position(row).Lsn)]),
            Values.Fixed(Values.TimestampTz, [.. Enumerable.Repeat(CommitTime, rows)]),
            Values.Fixed(UInt32Type.Default, [.. Enumerable.Range(0, rows).Select(row => (uint?)Position(row).Sequence)]),
            Values.Binary(_unchanged),
            .. _arrays,
            .. _misfits is null ? [] : new[] { _misfits },
        ];
        var metadata = new Dictionary<string, string>
        {
            ["pg.schema"] = schema,
            ["pg.table"] = table,
            ["pg.oid"] = "16384",
            ["pg.kind"] = "r",
            ["pg.identity"] = Identity,
            ["pg.key"] = Key,
        };
        foreach (var (key, value) in Metadata)
        {
            metadata.Remove(key);
            if (value is not null)
                metadata.Add(key, value);
        }

        return new RecordBatch(new Schema(fields, metadata), arrays, rows);
    }

    private CdcPosition Position(int row) => Positions?[row] ?? new CdcPosition(FrameBytes.Position, (uint)row);

    private (byte[] Schema, byte[] Batch) Messages()
    {
        var batch = ToArrow();
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true);
        writer.WriteStart();
        var start = (int)stream.Position;
        writer.WriteRecordBatch(batch);
        var end = (int)stream.Position;
        GC.KeepAlive(batch);    // its buffers are native memory, which Apache.Arrow's writer does not hold on to
        return (stream.ToArray()[..start], stream.ToArray()[start..end]);
    }
}
