using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>
/// The metadata of one Arrow RecordBatch message, read in place: how many values and nulls each node has and where
/// each buffer lies. Nothing is allocated; this is what is parsed for every batch.
/// </summary>
internal readonly ref struct RecordBatchMessage
{
    private const int StructSize = 16;

    private readonly ReadOnlySpan<byte> _nodes;
    private readonly ReadOnlySpan<byte> _buffers;
    private readonly int _bodyOffset;
    private readonly int _bodyLength;

    private RecordBatchMessage(
        int rows, ReadOnlySpan<byte> nodes, ReadOnlySpan<byte> buffers, int bodyOffset, int bodyLength)
    {
        Rows = rows;
        _nodes = nodes;
        _buffers = buffers;
        _bodyOffset = bodyOffset;
        _bodyLength = bodyLength;
    }

    internal int Rows { get; }

    /// <summary>Parses and checks the metadata against what the schema needs.</summary>
    /// <param name="payload">The payload; buffer offsets count from its start.</param>
    /// <param name="frame">The batch frame within it.</param>
    /// <param name="schema">The schema of the frame's generation.</param>
    internal static RecordBatchMessage Parse(ReadOnlySpan<byte> payload, in Frame frame, StreamSchema schema)
    {
        var message = ArrowMessage.Open(
            payload.Slice(frame.BodyOffset, frame.BodyLength), ArrowMessageKind.RecordBatch);
        var header = message.Header;
        var rows = header.GetInt64(0);
        if (rows != frame.Rows)
            ArrowErrors.Throw($"The Arrow RecordBatch has {rows} rows, its frame says {frame.Rows}.");
        if (header.Has(3))
            ArrowErrors.Throw("The Arrow RecordBatch is compressed, which protocol 1 never is.");

        var nodes = header.GetVector(1, StructSize);
        if (nodes.Count != schema.NodeCount)
            ArrowErrors.Throw($"The Arrow RecordBatch has {nodes.Count} nodes, its schema needs {schema.NodeCount}.");
        var buffers = header.GetVector(2, StructSize);
        if (buffers.Count != schema.BufferCount)
        {
            ArrowErrors.Throw(
                $"The Arrow RecordBatch has {buffers.Count} buffers, its schema needs {schema.BufferCount}.");
        }

        return new RecordBatchMessage(
            frame.Rows, nodes.Bytes, buffers.Bytes, frame.BodyOffset + message.BodyOffset, message.BodyLength);
    }

    /// <summary>A node's length and null count; the length is not negative, the nulls are no more.</summary>
    internal (int Length, int NullCount) Node(int index)
    {
        var node = _nodes.Slice(index * StructSize, StructSize);
        var length = BinaryPrimitives.ReadInt64LittleEndian(node);
        var nullCount = BinaryPrimitives.ReadInt64LittleEndian(node[sizeof(long)..]);
        if (length is < 0 or > int.MaxValue || (ulong)nullCount > (ulong)length)
            ArrowErrors.Throw($"Node {index} of the Arrow RecordBatch has {length} values and {nullCount} nulls.");
        return ((int)length, (int)nullCount);
    }

    /// <summary>Where a buffer lies in the payload: inside the message's body and 8-byte aligned.</summary>
    internal (int Offset, int Length) Buffer(int index)
    {
        var buffer = _buffers.Slice(index * StructSize, StructSize);
        var offset = BinaryPrimitives.ReadInt64LittleEndian(buffer);
        var length = BinaryPrimitives.ReadInt64LittleEndian(buffer[sizeof(long)..]);
        if (offset < 0 || length < 0 || offset > _bodyLength || length > _bodyLength - offset || offset % 8 != 0)
        {
            ArrowErrors.Throw(
                $"Buffer {index} of the Arrow RecordBatch ({length} bytes at {offset}) is not an 8-byte aligned part "
                + $"of the body of {_bodyLength} bytes.");
        }

        return (_bodyOffset + (int)offset, (int)length);
    }
}
