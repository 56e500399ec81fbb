using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>
/// An encapsulated Arrow IPC message in a frame's body: continuation marker, metadata length, metadata, body
/// (Arrow columnar format, "Encapsulated message format").
/// </summary>
internal readonly ref struct ArrowMessage
{
    private const int PrefixLength = 8;
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
            ArrowErrors.Throw($"{frameBody.Length} bytes are too few for an Arrow message.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(frameBody) != Continuation)
            ArrowErrors.Throw("The Arrow message does not start with the continuation marker 0xFFFFFFFF.");
        var metadataLength = BinaryPrimitives.ReadInt32LittleEndian(frameBody[4..]);
        if (metadataLength < 0 || metadataLength > frameBody.Length - PrefixLength || metadataLength % 8 != 0)
        {
            ArrowErrors.Throw(
                $"The Arrow message says its metadata is {metadataLength} bytes long; "
                + $"it has to be a multiple of 8 and at most {frameBody.Length - PrefixLength}.");
        }

        var message = FlatTable.Root(frameBody.Slice(PrefixLength, metadataLength));
        var version = message.GetInt16(0);
        if (version != MetadataVersion)
            ArrowErrors.Throw($"The Arrow message has metadata version V{version + 1}; protocol 1 sends V5.");
        var kind = message.GetByte(1);
        if (kind != (byte)expected)
            ArrowErrors.Throw($"The Arrow message is of kind {kind}, but the frame announced a {expected}.");

        var bodyOffset = PrefixLength + metadataLength;
        var bodyLength = message.GetInt64(3);
        if (bodyLength < 0 || bodyLength > frameBody.Length - bodyOffset)
        {
            ArrowErrors.Throw(
                $"The Arrow message says its body is {bodyLength} bytes long; "
                + $"{frameBody.Length - bodyOffset} are left in the frame.");
        }

        return new ArrowMessage(message.GetTable(2, "message header"), bodyOffset, (int)bodyLength, metadataLength);
    }
}
