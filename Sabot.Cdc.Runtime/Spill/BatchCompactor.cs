using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>
/// Takes rows out of a batch: every column and all that is nested in it, known to compiled code or not, becomes as long
/// as what stays, so that the rows that went are in no span, array or count.
/// </summary>
/// <remarks>
/// It reads the batch as it came and writes a copy of it, buffer by buffer to the same place: nothing grows, and buffers
/// that overlap in a malformed batch cannot mislead it. The copy is checked again when it is decoded.
/// </remarks>
internal ref struct BatchCompactor
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly Span<byte> _target;
    private readonly RecordBatchMessage _message;
    private readonly int _shift;
    private readonly int _nodesAt;
    private readonly int _buffersAt;
    private int _node;
    private int _buffer;

    private BatchCompactor(
        ReadOnlySpan<byte> source, in Frame frame, Span<byte> target, int shift, StreamSchema schema, RowRuns kept)
    {
        _source = source;
        _target = target;
        _shift = shift;
        _message = RecordBatchMessage.Parse(source, frame, schema);

        var header = ArrowMessage
            .Open(source.Slice(frame.BodyOffset, frame.BodyLength), ArrowMessageKind.RecordBatch)
            .Header;
        var metadata = frame.BodyOffset + ArrowMessage.PrefixLength + shift;
        _nodesAt = metadata + header.GetVector(1, RecordBatchMessage.PairSize).Start;
        _buffersAt = metadata + header.GetVector(2, RecordBatchMessage.PairSize).Start;
        Write(metadata + header.PlaceOfInt64(0), kept.Count);
    }

    /// <summary>Writes the rows that stay over a copy of the batch.</summary>
    /// <param name="source">The payload with the batch as it came.</param>
    /// <param name="frame">The batch in it.</param>
    /// <param name="target">The payload with the copy of the frame's body.</param>
    /// <param name="shift">How much farther the copy lies in its payload than the batch in its own.</param>
    /// <param name="schema">The schema of the batch.</param>
    /// <param name="kept">The rows that stay.</param>
    /// <exception cref="CdcProtocolException">The batch is malformed.</exception>
    internal static void Compact(
        ReadOnlySpan<byte> source, in Frame frame, Span<byte> target, int shift, StreamSchema schema, RowRuns kept)
    {
        var compactor = new BatchCompactor(source, frame, target, shift, schema, kept);
        foreach (var field in schema.Fields)
            compactor.Column(field.Type, frame.Rows, kept);
    }

    /// <summary>The next column or child, which has this many values or, below an array, more.</summary>
    private void Column(IArrowType type, int values, RowRuns kept, bool orMore = false)
    {
        var node = _node++;
        var (length, nulls) = _message.Node(node);
        if (orMore ? length < values : length != values)
            ThrowValues(node, length, values);

        Write(_nodesAt + node * RecordBatchMessage.PairSize, kept.Count);
        Write(_nodesAt + node * RecordBatchMessage.PairSize + sizeof(long), Validity(nulls > 0, length, kept));
        switch (type)
        {
            case StructType composite:
                foreach (var attribute in composite.Fields)
                    Column(attribute.DataType, length, kept);
                break;
            case ListType list:
                var (elements, needed) = Offsets(length, kept);
                Column(list.ValueDataType, needed, elements, orMore: true);
                break;
            case StringType or BinaryType:
                Variable(length, kept);
                break;
            case BooleanType:
                Bits(length, kept);
                break;
            case FixedWidthType { BitWidth: > 0 and var bits } when bits % 8 == 0:
                Fixed(length, bits / 8, kept);
                break;
            default:
                ArrowErrors.Throw($"Arrow type {type.Name} is not part of protocol 1.");
                break;
        }
    }

    /// <summary>Returns how many of the rows that stay are nulls.</summary>
    private int Validity(bool hasNulls, int values, RowRuns kept)
    {
        if (hasNulls)
            return kept.Count - Bits(values, kept);
        Next(0, 0, out _);
        return 0;
    }

    /// <summary>Returns how many bits are set.</summary>
    private int Bits(int values, RowRuns kept)
    {
        var source = Next(Bitmap(values), Bitmap(kept.Count), out var target);
        var (to, set) = (0, 0);
        target.Clear();
        foreach (var (start, count) in kept)
        {
            for (var from = start; from < start + count; from++, to++)
            {
                if ((source[from >> 3] >> (from & 7) & 1) == 0)
                    continue;
                target[to >> 3] |= (byte)(1 << (to & 7));
                set++;
            }
        }

        return set;
    }

    private void Fixed(int values, int width, RowRuns kept)
    {
        var source = Next((long)values * width, (long)kept.Count * width, out var target);
        foreach (var (start, count) in kept)
        {
            source.Slice(start * width, count * width).CopyTo(target);
            target = target[(count * width)..];
        }
    }

    private void Variable(int values, RowRuns kept)
    {
        var (bytes, needed) = Offsets(values, kept);
        var source = Next(needed, bytes.Count, out var target);
        foreach (var (start, count) in bytes)
        {
            source.Slice(start, count).CopyTo(target);
            target = target[count..];
        }
    }

    /// <summary>
    /// Returns which bytes or elements stay, and how many there must be at least of what the offsets point into.
    /// </summary>
    private (RowRuns Kept, int Needed) Offsets(int values, RowRuns kept)
    {
        var source = Next(OffsetBytes(values), OffsetBytes(kept.Count), out var target);
        var pointedTo = new RowRuns();
        if (values == 0)
            return (pointedTo, 0);
        var from = MemoryMarshal.Cast<byte, int>(source);
        if (!ArrowOffsets.AreValid(from, int.MaxValue))
            ArrowErrors.Throw($"The offsets in buffer {_buffer - 1} do not ascend.");
        if (kept.Count == 0)
            return (pointedTo, from[^1]);

        var to = MemoryMarshal.Cast<byte, int>(target);
        to[0] = 0;
        to = to[1..];
        foreach (var (start, count) in kept)
        {
            var shift = pointedTo.Count - from[start];
            for (var i = 0; i < count; i++)
                to[i] = from[start + i + 1] + shift;
            pointedTo.Add(from[start], from[start + count] - from[start]);
            to = to[count..];
        }

        return (pointedTo, from[^1]);
    }

    /// <summary>
    /// The next buffer: the bytes that the batch as it came must have in it, and room for those that stay.
    /// </summary>
    private ReadOnlySpan<byte> Next(long needed, long kept, out Span<byte> target)
    {
        var buffer = _buffer++;
        var (offset, length) = _message.Buffer(buffer);
        if (length < needed)
            ThrowShort(buffer, length, needed);
        Write(_buffersAt + buffer * RecordBatchMessage.PairSize + sizeof(long), kept);
        target = _target.Slice(offset + _shift, (int)kept);
        return _source.Slice(offset, (int)needed);
    }

    private readonly void Write(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(_target[at..], value);

    /// <summary>One offset more than there are values; none are needed when there are no values.</summary>
    private static long OffsetBytes(int values) => values == 0 ? 0 : ((long)values + 1) * sizeof(int);

    private static long Bitmap(int rows) => ((long)rows + 7) / 8;

    private static void ThrowValues(int node, int values, int needed) =>
        ArrowErrors.Throw($"Node {node} of the Arrow RecordBatch has {values} values, but {needed} are needed.");

    private static void ThrowShort(int buffer, int length, long needed) =>
        ArrowErrors.Throw($"Buffer {buffer} of the Arrow RecordBatch has {length} bytes, but {needed} are needed.");
}
