using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>
/// Builds an Apache.Arrow RecordBatch over the bytes of a payload. All columns are checked again, and those the code
/// was not compiled against for the first time, since Apache.Arrow's arrays believe what they are given.
/// </summary>
internal readonly ref struct RecordBatchBuilder
{
    private readonly RecordBatchMessage _message;
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly ref Cursor _cursor;

    private RecordBatchBuilder(RecordBatchMessage message, ReadOnlyMemory<byte> payload, ref Cursor cursor)
    {
        _message = message;
        _payload = payload;
        _cursor = ref cursor;
    }

    internal static RecordBatch Build(StreamSchema schema, Payload payload, in Frame frame)
    {
        var message = RecordBatchMessage.Parse(payload.Span, frame, schema);
        var cursor = default(Cursor);
        var builder = new RecordBatchBuilder(message, payload.Array.AsMemory(0, payload.Length), ref cursor);
        var arrays = new IArrowArray[schema.Fields.Length];
        for (var i = 0; i < arrays.Length; i++)
            arrays[i] = ArrowArrayFactory.BuildArray(builder.Column(schema.Fields[i].Type, message.Rows));
        return new RecordBatch(schema.Arrow, arrays, message.Rows);
    }

    /// <summary>
    /// The next column or child, of which the parent needs this many values; only lists may leave some over.
    /// </summary>
    private ArrayData Column(IArrowType type, long values, bool orMore = false)
    {
        var node = _cursor.Node++;
        var (length, nullCount) = _message.Node(node);
        if (orMore ? length < values : length != values)
            ArrowErrors.Throw($"Node {node} has {length} values, but {values} are needed.");
        if (type.TypeId == ArrowTypeId.Null)
            return new ArrayData(type, length, length, 0, System.Array.Empty<ArrowBuffer>());

        var validity = Buffer(nullCount == 0 ? 0 : Bits(length, 1));
        if (nullCount == 0)
            validity = ArrowBuffer.Empty;
        return type switch
        {
            StructType record => Struct(record, length, nullCount, validity),
            FixedSizeListType list => new ArrayData(
                type, length, nullCount, 0, [validity], [Column(list.ValueDataType, (long)length * list.ListSize)]),
            ListType or MapType => List(type, length, nullCount, validity, Offsets32(length)),
            LargeListType => List(type, length, nullCount, validity, Offsets64(length)),
            StringType or BinaryType => Variable(type, length, nullCount, validity, Offsets32(length)),
            LargeStringType or LargeBinaryType => Variable(type, length, nullCount, validity, Offsets64(length)),
            FixedWidthType fixedWidth => new ArrayData(
                type, length, nullCount, 0, [validity, Buffer(Bits(length, fixedWidth.BitWidth))]),
            _ => throw new CdcProtocolException($"Arrow type {type.Name} is not part of protocol 1."),
        };
    }

    private ArrayData Struct(StructType type, int length, int nullCount, ArrowBuffer validity)
    {
        var children = new ArrayData[type.Fields.Count];
        for (var i = 0; i < children.Length; i++)
            children[i] = Column(type.Fields[i].DataType, length);
        return new ArrayData(type, length, nullCount, 0, [validity], children);
    }

    private ArrayData List(
        IArrowType type, int length, int nullCount, ArrowBuffer validity, (ArrowBuffer Buffer, long End) offsets)
    {
        var child = Column(((NestedType)type).Fields[0].DataType, offsets.End, orMore: true);
        return new ArrayData(type, length, nullCount, 0, [validity, offsets.Buffer], [child]);
    }

    private ArrayData Variable(
        IArrowType type, int length, int nullCount, ArrowBuffer validity, (ArrowBuffer Buffer, long End) offsets) =>
        new(type, length, nullCount, 0, [validity, offsets.Buffer, Buffer(offsets.End)]);

    /// <summary>Offsets and the last one, which is how much they need of what they point into.</summary>
    private (ArrowBuffer Buffer, long End) Offsets32(int values)
    {
        var buffer = Buffer(values == 0 ? 0 : ((long)values + 1) * sizeof(int));
        if (values == 0)
            return (new ArrowBuffer(new byte[sizeof(int)]), 0);
        var offsets = ArrowOffsets.Read<int>(buffer.Span, values);
        if (!ArrowOffsets.AreValid(offsets, int.MaxValue))
            ArrowErrors.Throw($"The offsets in buffer {_cursor.Buffer - 1} do not ascend.");
        return (buffer, offsets[^1]);
    }

    private (ArrowBuffer Buffer, long End) Offsets64(int values)
    {
        var buffer = Buffer(values == 0 ? 0 : ((long)values + 1) * sizeof(long));
        if (values == 0)
            return (new ArrowBuffer(new byte[sizeof(long)]), 0);
        var offsets = ArrowOffsets.Read<long>(buffer.Span, values);
        if (!ArrowOffsets.AreValid(offsets, int.MaxValue))
            ArrowErrors.Throw($"The offsets in buffer {_cursor.Buffer - 1} do not ascend.");
        return (buffer, offsets[^1]);
    }

    private ArrowBuffer Buffer(long needed)
    {
        var index = _cursor.Buffer++;
        var (offset, length) = _message.Buffer(index);
        if (length < needed)
            ArrowErrors.Throw($"Buffer {index} of the Arrow RecordBatch has {length} bytes, but {needed} are needed.");
        return new ArrowBuffer(_payload.Slice(offset, length));
    }

    private static long Bits(int values, int width) => ((long)values * width + 7) / 8;

    private struct Cursor
    {
        internal int Node;
        internal int Buffer;
    }
}
