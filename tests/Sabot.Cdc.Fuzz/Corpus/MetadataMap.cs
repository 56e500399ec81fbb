using System.Buffers.Binary;

namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>
/// Walks the metadata of a good Arrow message and notes the place of every number in it, so that mutations change
/// numbers, not only bytes. It believes what it reads.
/// </summary>
internal sealed class MetadataMap
{
    private const int Start = FrameReader.HeaderLength + 8;

    private readonly byte[] _frame;
    private readonly List<Place> _places;
    private readonly List<int> _tables = [];

    internal MetadataMap(byte[] frame, List<Place> places)
    {
        _frame = frame;
        _places = places;
        Add(PlaceRole.Header, FrameReader.HeaderLength, 4);
        Add(PlaceRole.Header, FrameReader.HeaderLength + 4, 4);
        Message(Follow(Start));
    }

    internal int[] Tables => [.. _tables];

    private void Message(int table)
    {
        Table(table);
        var header = Follow(Field(table, 2));
        if (_frame[Field(table, 1)] == (byte)ArrowMessageKind.Schema)
            Schema(header);
        else
            RecordBatch(header);
    }

    private void Schema(int table)
    {
        Table(table);
        Children(table, 1, FieldTable);
        Children(table, 2, KeyValue);
    }

    private void FieldTable(int table)
    {
        Table(table);
        Text(table, 0);
        if (Field(table, 3) is > 0 and var type)
            Table(Follow(type));
        Children(table, 5, FieldTable);
        Children(table, 6, KeyValue);
    }

    private void KeyValue(int table)
    {
        Table(table);
        Text(table, 0);
        Text(table, 1);
    }

    private void RecordBatch(int table)
    {
        Table(table);
        Numbers(table, 1, PlaceRole.Node);
        Numbers(table, 2, PlaceRole.Buffer);
    }

    /// <summary>The table's own numbers, and those of its vtable.</summary>
    private void Table(int table)
    {
        _tables.Add(table);
        var vtable = table - BinaryPrimitives.ReadInt32LittleEndian(_frame.AsSpan(table));
        _tables.Add(vtable);
        Add(PlaceRole.VtableOffset, table, 4);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(vtable));
        for (var slot = 0; slot < size; slot += 2)
            Add(PlaceRole.VtableSlot, vtable + slot, 2);
        var tableSize = BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(vtable + 2));
        for (var at = 4; at + 4 <= tableSize; at += 4)
            Add(PlaceRole.Scalar, table + at, at + 8 <= tableSize && (table + at) % 8 == 0 ? 8 : 4);
    }

    private void Text(int table, int field)
    {
        if (Field(table, field) is > 0 and var at)
            Vector(at);
    }

    private void Children(int table, int field, Action<int> each)
    {
        if (Field(table, field) is not (> 0 and var at))
            return;
        var (first, count) = Vector(at);
        for (var i = 0; i < count; i++)
            each(Follow(first + i * 4));
    }

    private void Numbers(int table, int field, PlaceRole role)
    {
        if (Field(table, field) is not (> 0 and var at))
            return;
        var (first, count) = Vector(at);
        for (var i = 0; i < count * 2; i++)
            Add(role, first + i * 8, 8);
    }

    private (int First, int Count) Vector(int at)
    {
        var vector = Follow(at);
        Add(PlaceRole.Count, vector, 4);
        return (vector + 4, BinaryPrimitives.ReadInt32LittleEndian(_frame.AsSpan(vector)));
    }

    private int Follow(int at)
    {
        Add(PlaceRole.Offset, at, 4);
        return at + BinaryPrimitives.ReadInt32LittleEndian(_frame.AsSpan(at));
    }

    private int Field(int table, int field)
    {
        var vtable = table - BinaryPrimitives.ReadInt32LittleEndian(_frame.AsSpan(table));
        var slot = 4 + field * 2;
        if (slot >= BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(vtable)))
            return 0;
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(vtable + slot));
        return offset == 0 ? 0 : table + offset;
    }

    private void Add(PlaceRole role, int offset, int width) => _places.Add(new Place(role, offset, width));
}
