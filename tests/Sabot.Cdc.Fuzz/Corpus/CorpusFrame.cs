using System.Buffers.Binary;

namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>One frame as the server sent it, with a map of what is where in it.</summary>
internal sealed class CorpusFrame
{
    internal const int KindOffset = 4;
    internal const int RelationOffset = 8;
    internal const int GenerationOffset = 12;
    internal const int PositionOffset = 16;
    internal const int RowsOffset = 24;
    internal const int LengthOffset = 28;

    internal CorpusFrame(byte[] bytes, CorpusFrame? schema)
    {
        Bytes = bytes;
        Schema = schema;
        Kind = (FrameKind)bytes[KindOffset];
        List<Place> places =
        [
            new(PlaceRole.Header, 0, 4), new(PlaceRole.Header, KindOffset, 1), new(PlaceRole.Header, 5, 1),
            new(PlaceRole.Header, 6, 2), new(PlaceRole.Header, RelationOffset, 4),
            new(PlaceRole.Header, GenerationOffset, 4), new(PlaceRole.Header, PositionOffset, 8),
            new(PlaceRole.Header, RowsOffset, 4), new(PlaceRole.Header, LengthOffset, 4),
        ];
        if (Kind is FrameKind.Schema or FrameKind.Batch)
            Tables = new MetadataMap(bytes, places).Tables;
        if (Kind == FrameKind.Schema)
            Parsed = Parse(bytes);
        if (Kind == FrameKind.Batch && schema?.Parsed is { } parsed)
            Buffers = BodyMap.Find(bytes, parsed);
        Places = [.. places];
        FirstBufferPlace = Array.FindIndex(Places, place => place.Role == PlaceRole.Buffer);
    }

    internal byte[] Bytes { get; }

    internal FrameKind Kind { get; }

    /// <summary>Of a batch: the frame that says what it looks like.</summary>
    internal CorpusFrame? Schema { get; }

    /// <summary>Of a schema frame; null of the relation of messages, which no stream has.</summary>
    internal StreamSchema? Parsed { get; }

    internal uint Relation => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(RelationOffset));

    internal ulong Position => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(PositionOffset));

    internal uint Generation => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(GenerationOffset));

    internal Place[] Places { get; }

    /// <summary>
    /// Of a batch: the index of its first buffer's offset, which its length and the other buffers follow.
    /// </summary>
    internal int FirstBufferPlace { get; }

    /// <summary>Of a batch: where the message's body starts, which buffers' offsets count from.</summary>
    internal int BodyOffset =>
        FrameReader.HeaderLength + 8
        + BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(FrameReader.HeaderLength + 4));

    /// <summary>Where tables and vtables start, for offsets that lead to another one.</summary>
    internal int[] Tables { get; } = [];

    internal BodyBuffer[] Buffers { get; } = [];

    private static StreamSchema? Parse(byte[] frame)
    {
        try
        {
            return StreamSchema.Parse(frame.AsSpan(FrameReader.HeaderLength));
        }
        catch (CdcProtocolException)
        {
            return null;
        }
    }
}
