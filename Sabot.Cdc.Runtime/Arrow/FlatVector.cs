namespace Sabot.Cdc;

/// <summary>A FlatBuffers vector whose elements were checked to lie inside the buffer.</summary>
internal readonly ref struct FlatVector
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly int _start;
    private readonly int _elementSize;

    internal FlatVector(ReadOnlySpan<byte> buffer, int start, int count, int elementSize)
    {
        _buffer = buffer;
        _start = start;
        _elementSize = elementSize;
        Count = count;
    }

    internal int Count { get; }

    /// <summary>Where the first element lies in the buffer.</summary>
    internal int Start => _start;

    /// <summary>All elements, for vectors of structs and bytes.</summary>
    internal ReadOnlySpan<byte> Bytes => _buffer.Slice(_start, Count * _elementSize);

    /// <summary>The table that element i, an offset, refers to.</summary>
    internal FlatTable GetTable(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Count);
        return FlatTable.At(_buffer, _start + i * _elementSize);
    }
}
