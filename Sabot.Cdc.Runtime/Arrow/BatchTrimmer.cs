using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>
/// Takes the first rows out of a batch frame, in place and before it is decoded, so that nothing behind it knows that
/// they were ever there: neither the spans of a batch nor an Arrow RecordBatch may show rows that were received before.
/// </summary>
// Implementation note: it runs once a table after a reconnect, so it is short rather than fast. Values move to the
// front of their buffers, which thereby become longer than they need to be; of the metadata only the number of rows
// and the nodes change. What lists and texts point into stays, since offsets need not start at 0.
internal ref struct BatchTrimmer
{
    private const int NodeSize = 2 * sizeof(long);

    private readonly Span<byte> _payload;
    private readonly RecordBatchMessage _message;
    private int _node;
    private int _buffer;

    private BatchTrimmer(Span<byte> payload, RecordBatchMessage message)
    {
        _payload = payload;
        _message = message;
    }

    /// <summary>The frame without its first rows, of which there must be more.</summary>
    /// <exception cref="CdcProtocolException">A column is malformed.</exception>
    internal static Frame RemoveFirst(int rows, Span<byte> payload, in Frame frame, StreamSchema schema)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rows, frame.Rows);
        var trimmer = new BatchTrimmer(payload, RecordBatchMessage.Parse(payload, frame, schema));
        foreach (var field in schema.Fields)
            trimmer.Column(field.Type, frame.Rows, rows);

        BinaryPrimitives.WriteInt64LittleEndian(Writable(trimmer._message.RowsBytes), frame.Rows - rows);
        return frame with { Rows = frame.Rows - rows };
    }

    /// <summary>How many rows at the front are not behind a mark; rows are in the order of their positions.</summary>
    /// <exception cref="CdcProtocolException">A system column is malformed.</exception>
    internal static int CountUpTo(in ResumeMark mark, Span<byte> payload, in Frame frame, StreamSchema schema)
    {
        var trimmer = new BatchTrimmer(payload, RecordBatchMessage.Parse(payload, frame, schema));
        var operations = trimmer.SystemColumn<byte>(schema, SystemColumns.Operation);
        var lsns = trimmer.SystemColumn<ulong>(schema, SystemColumns.Lsn);
        var sequences = trimmer.SystemColumn<uint>(schema, SystemColumns.Sequence);
        var row = 0;
        while (row < frame.Rows && mark.Covers(new CdcPosition(lsns[row], sequences[row]), operations[row]))
            row++;
        return row;
    }

    private readonly ReadOnlySpan<T> SystemColumn<T>(StreamSchema schema, int index)
        where T : unmanaged
    {
        var field = schema.Fields[index];
        return MemoryMarshal.Cast<byte, T>(
            Buffer(field.Buffer + 1, (long)_message.Rows * Marshal.SizeOf<T>()))[.._message.Rows];
    }

    private void Column(IArrowType type, int values, int removed)
    {
        var node = _node++;
        var (length, nullCount) = _message.Node(node);
        if (length != values)
            ArrowErrors.Throw($"Node {node} of the Arrow RecordBatch has {length} values, but {values} are needed.");

        var left = values - removed;
        var ownBuffers = _buffer;
        _buffer += ArrowLayout.OwnBuffers(type);
        var nulls = type.TypeId == ArrowTypeId.Null ? left : 0;
        if (nullCount != 0 && ownBuffers < _buffer)
            nulls = left - MoveBits(ownBuffers, values, removed);
        WriteNode(node, left, nulls);
        switch (type)
        {
            case StructType record:
                foreach (var child in record.Fields)
                    Column(child.DataType, values, removed);
                break;
            case FixedSizeListType list:
                if ((long)values * list.ListSize > Array.MaxLength)
                    ArrowErrors.Throw($"Node {node} of the Arrow RecordBatch needs more values than there can be.");
                Column(list.ValueDataType, values * list.ListSize, removed * list.ListSize);
                break;
            case LargeListType or LargeStringType or LargeBinaryType:
                Move(ownBuffers + 1, values + 1, removed, sizeof(long));
                SkipChildren(type);
                break;
            case ListType or MapType or StringType or BinaryType:
                Move(ownBuffers + 1, values + 1, removed, sizeof(int));
                SkipChildren(type);
                break;
            case FixedWidthType { BitWidth: 1 }:
                MoveBits(ownBuffers + 1, values, removed);
                break;
            case FixedWidthType fixedWidth:
                Move(ownBuffers + 1, values, removed, fixedWidth.BitWidth / 8);
                break;
            case NullType:
                break;
            default:
                throw new CdcProtocolException($"Arrow type {type.Name} is not part of protocol 1.");
        }
    }

    /// <summary>What a list points into stays as it is.</summary>
    private void SkipChildren(IArrowType type)
    {
        if (type is not NestedType nested)
            return;
        foreach (var child in nested.Fields)
            ArrowLayout.Count(child.DataType, ref _node, ref _buffer);
    }

    private readonly void Move(int buffer, int values, int removed, int width)
    {
        var bytes = Buffer(buffer, (long)values * width);
        bytes.Slice(removed * width, (values - removed) * width).CopyTo(bytes);
    }

    /// <summary>Moves bits to the front and says how many of those that are left are set.</summary>
    private readonly int MoveBits(int buffer, int values, int removed)
    {
        var bytes = Buffer(buffer, ((long)values + 7) / 8);
        var set = 0;
        for (var to = 0; to < values - removed; to++)
        {
            var from = to + removed;
            var bit = bytes[from >> 3] >> (from & 7) & 1;
            set += bit;
            bytes[to >> 3] = (byte)(bytes[to >> 3] & ~(1 << (to & 7)) | bit << (to & 7));
        }

        return set;
    }

    private readonly Span<byte> Buffer(int index, long needed)
    {
        var (offset, length) = _message.Buffer(index);
        if (length < needed)
            ArrowErrors.Throw($"Buffer {index} of the Arrow RecordBatch has {length} bytes, but {needed} are needed.");
        return _payload.Slice(offset, length);
    }

    private readonly void WriteNode(int index, long length, long nulls)
    {
        var node = Writable(_message.NodeBytes.Slice(index * NodeSize, NodeSize));
        BinaryPrimitives.WriteInt64LittleEndian(node, length);
        BinaryPrimitives.WriteInt64LittleEndian(node[sizeof(long)..], nulls);
    }

    // What was parsed lies inside the payload, which is the trimmer's to write.
    private static Span<byte> Writable(ReadOnlySpan<byte> parsed) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(parsed), parsed.Length);
}
