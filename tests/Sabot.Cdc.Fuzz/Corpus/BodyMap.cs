using System.Buffers.Binary;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>Finds the buffers of a good batch, and what is in each.</summary>
internal static class BodyMap
{
    internal static BodyBuffer[] Find(byte[] frame, StreamSchema schema)
    {
        var header = new Frame
        {
            Kind = FrameKind.Batch,
            Rows = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(CorpusFrame.RowsOffset)),
            BodyOffset = FrameReader.HeaderLength,
            BodyLength = frame.Length - FrameReader.HeaderLength,
        };
        var message = RecordBatchMessage.Parse(frame, header, schema);
        List<BufferRole> roles = [];
        foreach (var field in schema.Fields)
            Add(roles, field.Type);

        var buffers = new BodyBuffer[roles.Count];
        for (var i = 0; i < buffers.Length; i++)
        {
            var (offset, length) = message.Buffer(i);
            buffers[i] = new BodyBuffer(roles[i], offset, length);
        }

        return buffers;
    }

    private static void Add(List<BufferRole> roles, IArrowType type)
    {
        roles.Add(BufferRole.Validity);
        switch (ArrowLayout.OwnBuffers(type))
        {
            case 2:
                roles.Add(type is ListType ? BufferRole.Offsets : BufferRole.Values);
                break;
            case 3:
                roles.Add(BufferRole.Offsets);
                roles.Add(BufferRole.Values);
                break;
        }

        if (type is not NestedType nested)
            return;
        foreach (var child in nested.Fields)
            Add(roles, child.DataType);
    }
}
