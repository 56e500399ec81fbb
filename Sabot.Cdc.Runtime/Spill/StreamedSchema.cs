using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>
/// One generation of a relation's schema as it was sent, so that it can be handed to the router when the first row of
/// it counts, be that long after the next generation came.
/// </summary>
internal sealed class StreamedSchema
{
    private const int FlagsAt = 5;
    private const int PositionAt = 16;

    private readonly byte[] _frame;
    private StreamSchema? _schema;

    /// <summary>Takes a copy of the frame.</summary>
    internal StreamedSchema(ReadOnlySpan<byte> payload, in Frame frame)
    {
        Relation = frame.Relation;
        Generation = frame.Generation;
        _frame = payload
            .Slice(frame.BodyOffset - FrameReader.HeaderLength, FrameReader.HeaderLength + frame.BodyLength)
            .ToArray();
        _frame[FlagsAt] = 0;
    }

    internal uint Relation { get; }

    internal uint Generation { get; }

    /// <summary>The schema, parsed when a batch in progress needs it.</summary>
    /// <exception cref="CdcProtocolException">It is not the schema of a table in protocol 1.</exception>
    internal StreamSchema Schema => _schema ??= StreamSchema.Parse(_frame.AsSpan(FrameReader.HeaderLength));

    /// <summary>A payload that holds nothing but this schema, from a position on; the caller releases it.</summary>
    internal Payload ToPayload(ulong position)
    {
        var payload = Payload.Rent(_frame.Length);
        _frame.CopyTo(payload.Span);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.Span[PositionAt..], position);
        return payload;
    }
}
