using System.Buffers.Binary;

namespace Sabot.Cdc.Runtime.Tests.Arrow;

public class HostileSchemaTests
{
    /// <summary>A field that holds itself twice, 25 times over: 2 KB that unfold to 33 million fields.</summary>
    [Fact]
    public void Shared_tables_that_unfold_without_end_are_refused_at_once()
    {
        var message = Schema(levels: 25, children: 2);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<CdcProtocolException>(() => StreamSchema.Parse(message));

        Assert.Contains("unfolds", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Types_nested_too_deep_are_refused()
    {
        var error = Assert.Throws<CdcProtocolException>(() => StreamSchema.Parse(Schema(levels: 5000, children: 1)));
        Assert.Contains("deep", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Writes the tables front to back: a message, its schema, and for each level a struct field whose children are
    /// all the one field of the next level.
    /// </summary>
    private static byte[] Schema(int levels, int children)
    {
        var bytes = new List<byte>();
        void U16(params int[] values) => values.ToList().ForEach(value => Append(bytes, (ushort)value));
        void U32(int value) => AppendInt(bytes, value);

        U32(4 + 14);                        // root: the message table, behind its vtable
        U16(14, 14, 4, 6, 8, 0, 0);         // vtable: version, kind, header
        U32(14);                            // message table at 18
        U16(4);                             // version V5
        bytes.AddRange([1, 0]);             // kind Schema
        U32(4 + 8 + 2);                     // header: the schema table at 40
        U16(0);
        U16(8, 8, 0, 4);                    // vtable at 32: endianness absent, fields
        U32(8);                             // schema table at 40
        U32(4);                             // fields: vector at 48
        U32(children);
        for (var i = 0; i < children; i++)
            U32((children - i) * 4 + 18);   // the first field, behind its vtable

        for (var level = 0; level < levels; level++)
        {
            var hasChildren = level + 1 < levels;
            U16(18, 18, 0, 0, 16, 4, 0, hasChildren ? 8 : 0, 0);
            U32(18);                        // field table
            U32(18);                        // type: the empty table behind this one and its vtable
            U32(4 + 4 + 2 + 8);             // children: behind the type
            U32(0);
            bytes.AddRange([(byte)(hasChildren ? 13 : 1), 0]);   // type Struct, or Null at the end
            U16(4, 4);
            U32(4);                         // the empty type table
            if (!hasChildren)
                continue;
            U32(children);
            for (var i = 0; i < children; i++)
                U32((children - i) * 4 + 18);
        }

        while (bytes.Count % 8 != 0)
            bytes.Add(0);
        var message = new byte[8 + bytes.Count];
        message.AsSpan(0, 4).Fill(0xFF);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), bytes.Count);
        bytes.CopyTo(message, 8);
        return message;
    }

    private static void Append(List<byte> bytes, ushort value) => bytes.AddRange([(byte)value, (byte)(value >> 8)]);

    private static void AppendInt(List<byte> bytes, int value)
    {
        Append(bytes, (ushort)value);
        Append(bytes, (ushort)(value >> 16));
    }
}
