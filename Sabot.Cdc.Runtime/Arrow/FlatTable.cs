using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>
/// A FlatBuffers table in hostile bytes: every offset is checked before it is followed, and offsets only lead
/// forward, so no chain of tables is endless. Absent fields read as their default.
/// </summary>
// Implementation note: FlatBuffers' own internals, https://flatbuffers.dev/internals/. A table starts with the
// distance back to its vtable; the vtable holds its own size, the table's size, and each field's offset or 0.
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly int _position;
    private readonly int _size;
    private readonly ReadOnlySpan<byte> _slots;

    private FlatTable(ReadOnlySpan<byte> buffer, int position)
    {
        if (position < 0 || position > buffer.Length - sizeof(int))
            ArrowErrors.ThrowAt(position, "a table lies outside the metadata");
        var vtable = position - (long)BinaryPrimitives.ReadInt32LittleEndian(buffer[position..]);
        if (vtable < 0 || vtable > buffer.Length - 2 * sizeof(ushort))
            ArrowErrors.ThrowAt(position, "the table's vtable lies outside the metadata");

        var header = buffer[(int)vtable..];
        var vtableSize = BinaryPrimitives.ReadUInt16LittleEndian(header);
        _size = BinaryPrimitives.ReadUInt16LittleEndian(header[sizeof(ushort)..]);
        if (vtableSize < 2 * sizeof(ushort) || vtableSize % sizeof(ushort) != 0 || vtableSize > header.Length)
            ThrowSize((int)vtable, "vtable", vtableSize);
        if (_size < sizeof(int) || _size > buffer.Length - position)
            ThrowSize(position, "table", (uint)_size);

        _buffer = buffer;
        _position = position;
        _slots = header[(2 * sizeof(ushort))..vtableSize];
    }

    /// <summary>Where the table starts, for messages.</summary>
    internal int Position => _position;

    /// <summary>The table that a buffer is about.</summary>
    internal static FlatTable Root(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < sizeof(uint))
            ArrowErrors.ThrowAt(0, "it is empty");
        return new FlatTable(buffer, Follow(buffer, 0));
    }

    internal bool Has(int field) => Slot(field) != 0;

    internal byte GetByte(int field, byte absent = 0) =>
        Field(field, sizeof(byte)) is var at && at == 0 ? absent : _buffer[at];

    internal bool GetBoolean(int field) => GetByte(field) != 0;

    internal short GetInt16(int field, short absent = 0) =>
        Field(field, sizeof(short)) is var at && at == 0
            ? absent
            : BinaryPrimitives.ReadInt16LittleEndian(_buffer[at..]);

    internal int GetInt32(int field, int absent = 0) =>
        Field(field, sizeof(int)) is var at && at == 0
            ? absent
            : BinaryPrimitives.ReadInt32LittleEndian(_buffer[at..]);

    internal long GetInt64(int field, long absent = 0) =>
        Field(field, sizeof(long)) is var at && at == 0
            ? absent
            : BinaryPrimitives.ReadInt64LittleEndian(_buffer[at..]);

    /// <summary>Where a 64-bit number of the table's own lies in the buffer, or 0 when it is absent.</summary>
    internal int PlaceOfInt64(int field) => Field(field, sizeof(long));

    /// <summary>Where a number of the table's own lies; empty when it is absent.</summary>
    internal ReadOnlySpan<byte> GetBytes(int field, int size) =>
        Field(field, size) is var at && at == 0 ? default : _buffer.Slice(at, size);

    /// <summary>A table that a field refers to; a missing one is malformed, so ask <see cref="Has"/> first.</summary>
    internal FlatTable GetTable(int field, string name)
    {
        var at = Field(field, sizeof(uint));
        if (at == 0)
            ThrowMissing(_position, name);
        return new FlatTable(_buffer, Follow(_buffer, at));
    }

    /// <summary>A vector of structs or offsets; empty when absent.</summary>
    internal FlatVector GetVector(int field, int elementSize)
    {
        var at = Field(field, sizeof(uint));
        if (at == 0)
            return default;

        var start = Follow(_buffer, at);
        if (start > _buffer.Length - sizeof(uint))
            ArrowErrors.ThrowAt(start, "a vector lies outside the metadata");
        var count = BinaryPrimitives.ReadUInt32LittleEndian(_buffer[start..]);
        start += sizeof(uint);
        if ((ulong)count * (uint)elementSize > (uint)(_buffer.Length - start))
            ThrowSize(start, "vector", count);
        return new FlatVector(_buffer, start, (int)count, elementSize);
    }

    /// <summary>A string's UTF-8 bytes; empty when absent.</summary>
    internal ReadOnlySpan<byte> GetString(int field) => GetVector(field, sizeof(byte)).Bytes;

    /// <summary>The table that an element of a vector of offsets refers to.</summary>
    internal static FlatTable At(ReadOnlySpan<byte> buffer, int offset) => new(buffer, Follow(buffer, offset));

    private static int Follow(ReadOnlySpan<byte> buffer, int at)
    {
        var target = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(buffer[at..]);
        if (target == at || target >= buffer.Length)
            ArrowErrors.ThrowAt(at, "an offset leads outside the metadata");
        return (int)target;
    }

    private int Slot(int field) => (field + 1) * sizeof(ushort) <= _slots.Length
        ? BinaryPrimitives.ReadUInt16LittleEndian(_slots[(field * sizeof(ushort))..])
        : 0;

    /// <summary>Where a field of the table's own lies, or 0 when it is absent.</summary>
    private int Field(int field, int size)
    {
        var offset = Slot(field);
        if (offset == 0)
            return 0;
        if (offset < sizeof(int) || offset + size > _size)
            ArrowErrors.ThrowAt(_position, "a field lies outside its table");
        return _position + offset;
    }

    private static void ThrowSize(int offset, string what, uint size) =>
        ArrowErrors.ThrowAt(offset, $"a {what} of size {size} does not fit");

    private static void ThrowMissing(int offset, string what) => ArrowErrors.ThrowAt(offset, $"the {what} is missing");
}
