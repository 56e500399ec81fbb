using System.Buffers.Binary;

namespace Sabot.Cdc.Runtime.Tests;

/// <summary>Writes frames as the plugin does, and wrong ones as it must not.</summary>
internal static class FrameBytes
{
    internal const ulong Position = 0x16B3748;

    internal static byte[] Frame(FrameKind kind, int rows, byte[] body, uint relation = 7, uint generation = 1)
    {
        var length = (body.Length + 7) / 8 * 8;
        var frame = new byte[FrameReader.HeaderLength + length];
        "W2A1"u8.CopyTo(frame);
        frame[4] = (byte)kind;
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), relation);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), generation);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(16), Position);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(24), rows);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(28), length);
        body.CopyTo(frame, FrameReader.HeaderLength);
        return frame;
    }

    internal static byte[] Progress() => Frame(FrameKind.Progress, 0, [], relation: 0, generation: 0);

    internal static byte[] Concat(params byte[][] frames) => [.. frames.SelectMany(frame => frame)];

    internal static Payload ToPayload(ReadOnlySpan<byte> bytes)
    {
        var payload = Payload.Rent(bytes.Length);
        bytes.CopyTo(payload.Span);
        return payload;
    }
}
