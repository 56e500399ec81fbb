using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>
/// The metadata of one Arrow RecordBatch message, read in place: how many values and nulls each node has and where
/// each buffer lies. Nothing is allocated; this is what is parsed for every batch.
/// </summary>
internal readonly ref struct RecordBatchMessage
{
    internal const int PairSize = 2 * sizeof(long);

    private readonly ReadOnlySpan<Pair> _nodes;
    private readonly ReadOnlySpan<Pair> _buffers;
    private readonly int _bodyOffset;
    private readonly int _bodyLength;

    private RecordBatchMessage(
        int rows,
        ReadOnlySpan<byte> rowsBytes,
        ReadOnlySpan<Pair> nodes,
        ReadOnlySpan<Pair> buffers,
        int bodyOffset,
        int bodyLength)
    {
        Rows = rows;
        RowsBytes = rowsBytes;
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
        var nodes = header.GetVector(1, PairSize);
        var buffers = header.GetVector(2, PairSize);
        if (rows != frame.Rows)
            ThrowRows(rows, frame.Rows);
        if (header.Has(3))
            ArrowErrors.Throw("The Arrow RecordBatch is compressed, which protocol 1 never is.");
        if (nodes.Count != schema.NodeCount || buffers.Count != schema.BufferCount)
            ThrowCounts(nodes.Count, buffers.Count, schema);

        return new RecordBatchMessage(
            frame.Rows,
            header.GetBytes(0, sizeof(long)),
            MemoryMarshal.Cast<byte, Pair>(nodes.Bytes),
            MemoryMarshal.Cast<byte, Pair>(buffers.Bytes),
            frame.BodyOffset + message.BodyOffset,
            message.BodyLength);
    }

    /// <summary>A node's length and null count; the length is not negative, the nulls are no more.</summary>
    internal (int Length, int NullCount) Node(int index)
    {
        var (length, nullCount) = _nodes[index];
        if ((ulong)length > int.MaxValue || (ulong)nullCount > (ulong)length)
            ThrowNode(index, length, nullCount);
        return ((int)length, (int)nullCount);
    }

    /// <summary>Where a buffer lies in the payload: inside the message's body and 8-byte aligned.</summary>
    internal (int Offset, int Length) Buffer(int index)
    {
        var (offset, length) = _buffers[index];
        if ((ulong)offset > (uint)_bodyLength || (ulong)length > (ulong)(_bodyLength - offset) || offset % 8 != 0)
            ThrowBuffer(index, offset, length, _bodyLength);
        return (_bodyOffset + (int)offset, (int)length);
    }

    /// <summary>The nodes as they lie in the payload: pairs of length and null count.</summary>
    internal ReadOnlySpan<byte> NodeBytes => MemoryMarshal.AsBytes(_nodes);

    /// <summary>The number of rows as it lies in the payload.</summary>
    internal ReadOnlySpan<byte> RowsBytes { get; }

    private static void ThrowRows(long rows, int announced) =>
        ArrowErrors.Throw($"The Arrow RecordBatch has {rows} rows, its frame says {announced}.");

    private static void ThrowCounts(int nodes, int buffers, StreamSchema schema) =>
        ArrowErrors.Throw(
            $"The Arrow RecordBatch has {nodes} nodes and {buffers} buffers; "
            + $"its schema needs {schema.NodeCount} and {schema.BufferCount}.");

    private static void ThrowNode(int index, long length, long nullCount) =>
        ArrowErrors.Throw($"Node {index} of the Arrow RecordBatch has {length} values and {nullCount} nulls.");

    private static void ThrowBuffer(int index, long offset, long length, int bodyLength) =>
        ArrowErrors.Throw(
            $"Buffer {index} of the Arrow RecordBatch ({length} bytes at {offset}) is not an 8-byte aligned part "
            + $"of the body of {bodyLength} bytes.");

    /// <summary>Arrow's structs FieldNode (length, nulls) and Buffer (offset, length), little-endian.</summary>
    private readonly record struct Pair(long First, long Second);
}
