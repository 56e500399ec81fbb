using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>
/// An encapsulated Arrow IPC message in a frame's body: continuation marker, metadata length, metadata, body
/// (Arrow columnar format, "Encapsulated message format").
/// </summary>
internal readonly ref struct ArrowMessage
{
    internal const int PrefixLength = 8;
    private const uint Continuation = 0xFFFF_FFFF;

    /// <summary>Metadata version 5, that of Arrow 1.0 and later.</summary>
    private const short MetadataVersion = 4;

    private ArrowMessage(FlatTable header, int bodyOffset, int bodyLength, int metadataLength)
    {
        Header = header;
        BodyOffset = bodyOffset;
        BodyLength = bodyLength;
        MetadataLength = metadataLength;
    }

    /// <summary>The Schema or RecordBatch table.</summary>
    internal FlatTable Header { get; }

    /// <summary>Where the message's body starts, counted from the start of the frame's body.</summary>
    internal int BodyOffset { get; }

    internal int BodyLength { get; }

    internal int MetadataLength { get; }

    /// <summary>Opens the one message that a frame's body holds.</summary>
    internal static ArrowMessage Open(ReadOnlySpan<byte> frameBody, ArrowMessageKind expected)
    {
        if (frameBody.Length < PrefixLength)
            ArrowErrors.Throw("The frame's body is too short for an Arrow message.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(frameBody) != Continuation)
            ArrowErrors.Throw("The Arrow message does not start with the continuation marker 0xFFFFFFFF.");
        var metadataLength = BinaryPrimitives.ReadInt32LittleEndian(frameBody[4..]);
        if (metadataLength < 0 || metadataLength > frameBody.Length - PrefixLength || metadataLength % 8 != 0)
            ThrowLength("metadata", metadataLength, frameBody.Length - PrefixLength);

        var message = FlatTable.Root(frameBody.Slice(PrefixLength, metadataLength));
        if (message.GetInt16(0) != MetadataVersion)
            ThrowVersion(message.GetInt16(0));
        if (message.GetByte(1) != (byte)expected)
            ThrowKind(message.GetByte(1), expected);

        var bodyOffset = PrefixLength + metadataLength;
        var bodyLength = message.GetInt64(3);
        if ((ulong)bodyLength > (uint)(frameBody.Length - bodyOffset))
            ThrowLength("body", bodyLength, frameBody.Length - bodyOffset);
        return new ArrowMessage(message.GetTable(2, "message header"), bodyOffset, (int)bodyLength, metadataLength);
    }

    private static void ThrowLength(string part, long length, int left) =>
        ArrowErrors.Throw(
            $"The Arrow message says its {part} is {length} bytes long; {left} are left in the frame, and metadata "
            + "has to be a multiple of 8.");

    private static void ThrowVersion(short version) =>
        ArrowErrors.Throw($"The Arrow message has metadata version V{version + 1}; protocol 1 sends V5.");

    private static void ThrowKind(byte kind, ArrowMessageKind expected) =>
        ArrowErrors.Throw($"The Arrow message is of kind {kind}, but the frame announced a {expected}.");
}
