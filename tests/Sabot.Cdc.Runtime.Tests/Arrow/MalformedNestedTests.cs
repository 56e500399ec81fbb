using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Arrow;

/// <summary>
/// Arrays and composites whose parts do not fit together are refused before anything is read of them.
/// </summary>
public class MalformedNestedTests
{
    private static readonly CdcTable Compiled = new(
        "public",
        "users",
        CdcReplicaIdentity.Nothing,
        [],
        [
            new CdcColumn(
                "tags", CdcType.Array, "integer[]", true, [new CdcColumn("item", CdcType.Int32, "integer", true)]),
            new CdcColumn(
                "home",
                CdcType.Composite,
                "public.home",
                true,
                [new CdcColumn("floor", CdcType.Int64, "bigint", true)]),
        ]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(1, 7)]
    [InlineData(2, 1)]
    [InlineData(3, 6)]
    [InlineData(3, int.MaxValue)]
    public void Offsets_stay_within_the_elements_and_ascend(int at, int offset)
    {
        var frame = Streamed().BatchFrame();
        var place = frame.AsSpan().IndexOf(MemoryMarshal.AsBytes<int>([0, 2, 2, 5]));
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(place + at * sizeof(int)), offset);
        if ((at, offset) is (0, 0))
            Assert.Equal(3, Decode(frame));
        else
            Assert.Throws<CdcProtocolException>(() => Decode(frame));
    }

    /// <summary>
    /// The nodes are the six system columns, then list, elements, struct, attribute and __text. Elements may be more
    /// than are needed, as far as their buffer goes.
    /// </summary>
    [Theory]
    [InlineData(7, 5, 4, false)]
    [InlineData(7, 5, 100, false)]
    [InlineData(8, 3, 2, false)]
    [InlineData(8, 3, 4, false)]
    [InlineData(9, 3, 2, false)]
    [InlineData(9, 3, 4, false)]
    [InlineData(6, 3, 4, false)]
    [InlineData(7, 5, 6, true)]
    public void Each_node_has_as_many_values_as_its_parent_needs(int node, int values, int other, bool isTaken)
    {
        var frame = Streamed().BatchFrame();
        var nodes = Nodes(frame);
        Assert.Equal(values, MemoryMarshal.Read<long>(frame.AsSpan(nodes + node * 16)));
        MemoryMarshal.Write(frame.AsSpan(nodes + node * 16), (long)other);
        if (isTaken)
            Assert.Equal(3, Decode(frame));
        else
            Assert.Contains(
                "of the Arrow RecordBatch has",
                Assert.Throws<CdcProtocolException>(() => Decode(frame)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void More_nulls_than_values_are_refused()
    {
        foreach (var node in new[] { 6, 7, 8, 9 })
        {
            var frame = Streamed().BatchFrame();
            MemoryMarshal.Write(frame.AsSpan(Nodes(frame) + node * 16 + 8), 6L);
            Assert.Throws<CdcProtocolException>(() => Decode(frame));
        }
    }

    [Fact]
    public void Types_that_nest_too_deeply_are_refused()
    {
        IArrowArray deep = Values.Text("a");
        for (var i = 0; i < 40; i++)
            deep = Values.List("x", deep, 0..1);
        var streamed = new StreamedTable("I").Column("deep", "x", deep).Misfits((string?)null);
        var error = Assert.Throws<CdcProtocolException>(streamed.Parse);
        Assert.Contains("nests types more than 32 deep", error.Message, StringComparison.Ordinal);
    }

    private static StreamedTable Streamed() => new StreamedTable("III")
        .Column(
            "tags",
            "integer[]",
            Values.List("integer", Values.Fixed<int>(Int32Type.Default, 1, 2, 3, 4, 5), 0..2, 2..2, 2..5))
        .Column(
            "home",
            "public.home",
            Values.Struct([true, true, true], ("floor", "bigint", Values.Fixed<long>(Int64Type.Default, 1, 2, 3))))
        .Misfits(null, null, null);

    /// <summary>Where the frame has the nodes: eleven pairs of a length and a count of nulls, which begin so.</summary>
    private static int Nodes(byte[] frame) =>
        frame.AsSpan().IndexOf(
            MemoryMarshal.AsBytes<long>([3, 0, 3, 0, 3, 0, 3, 0, 3, 0, 3, 3, 3, 0, 5, 0, 3, 0, 3, 0]));

    private static int Decode(byte[] frame)
    {
        var binding = TableBinding.Bind(Compiled, Streamed().Parse(), FrameBytes.Position);
        var payload = FrameBytes.ToPayload(frame);
        try
        {
            var reader = new FrameReader(payload.Span);
            Assert.True(reader.TryRead(out var read));
            var batch = CdcBatch.Decode(binding, payload, read);
            var count = batch.Count;
            batch.Release();
            return count;
        }
        finally
        {
            payload.Release();
        }
    }
}
