using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Sabot.Cdc;

/// <summary>
/// Walks the frames of one payload. The bytes are hostile until proven otherwise: whatever is not a frame of
/// protocol 1 is a <see cref="CdcProtocolException"/>.
/// </summary>
internal ref struct FrameReader
{
    internal const int HeaderLength = 32;

    /// <summary>"W2A1" as a little-endian number.</summary>
    internal const uint Magic = 0x3141_3257;

    /// <summary>The flag of what belongs to a transaction in progress.</summary>
    private const byte InProgressFlag = 1;

    private readonly ReadOnlySpan<byte> _payload;
    private int _offset;

    internal FrameReader(ReadOnlySpan<byte> payload)
    {
        _payload = payload;
        _offset = 0;
    }

    /// <summary>The next frame; false at the end of the payload.</summary>
    internal bool TryRead(out Frame frame)
    {
        var rest = _payload[_offset..];
        if (rest.IsEmpty)
        {
            frame = default;
            return false;
        }

        if (rest.Length < HeaderLength)
            Refuse($"{rest.Length} bytes are left, too few for a frame header of {HeaderLength}");
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (magic != Magic)
            Refuse($"the magic number is 0x{magic:X8} instead of 0x{Magic:X8}");
        var kind = (FrameKind)rest[4];
        if (kind is < FrameKind.Schema or > FrameKind.StreamAbort)
            Refuse($"frame kind {rest[4]} is unknown to protocol 1");
        var inProgress = rest[5] == InProgressFlag && kind is FrameKind.Schema or FrameKind.Batch;
        if ((rest[5] != 0 && !inProgress) || rest[6] != 0 || rest[7] != 0)
            Refuse("flags or reserved bytes are set that are unknown to protocol 1");

        var rows = BinaryPrimitives.ReadUInt32LittleEndian(rest[24..]);
        var bodyLength = BinaryPrimitives.ReadUInt32LittleEndian(rest[28..]);
        if (bodyLength > (uint)(rest.Length - HeaderLength))
            Refuse($"the body is {bodyLength} bytes long, but {rest.Length - HeaderLength} are left");
        if (bodyLength % 8 != 0)
            Refuse($"the body length {bodyLength} is no multiple of 8");
        if (rows > int.MaxValue)
            Refuse($"{rows} rows are more than a batch can have");
        if (!Suit(kind, rows, bodyLength))
            Refuse($"a {kind} frame with {rows} rows and a body of {bodyLength} bytes makes no sense");

        frame = new Frame
        {
            Kind = kind,
            InProgress = inProgress,
            Relation = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]),
            Generation = BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]),
            Position = BinaryPrimitives.ReadUInt64LittleEndian(rest[16..]),
            Rows = (int)rows,
            BodyOffset = _offset + HeaderLength,
            BodyLength = (int)bodyLength,
        };
        _offset += HeaderLength + (int)bodyLength;
        return true;
    }

    private static bool Suit(FrameKind kind, uint rows, uint bodyLength) => kind switch
    {
        FrameKind.Schema => rows == 0 && bodyLength > 0,
        FrameKind.Batch => rows > 0 && bodyLength > 0,
        // A commit time and as many pairs of 32-bit numbers.
        FrameKind.StreamCommit => bodyLength == sizeof(long) + (ulong)rows * (2 * sizeof(uint)),
        _ => rows == 0 && bodyLength == 0,
    };

    [DoesNotReturn]
    private readonly void Refuse(string what) =>
        throw new CdcProtocolException(
            $"Malformed frame at byte {_offset} of a payload of {_payload.Length}: {what}. "
            + "Check that the server runs the wal2arrow that belongs to this version of Sabot.Cdc.");
}
