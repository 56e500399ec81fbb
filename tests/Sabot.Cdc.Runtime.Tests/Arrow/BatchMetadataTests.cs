using System.Buffers.Binary;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Arrow;

/// <summary>One number of a good batch's metadata is wrong at a time; each is found and named.</summary>
public class BatchMetadataTests
{
    private const int Nodes = 1;
    private const int Buffers = 2;

    private static readonly CdcTable Table = new(
        "public",
        "users",
        CdcReplicaIdentity.Nothing,
        [],
        [new CdcColumn("age", CdcType.Int32, "integer", true), new CdcColumn("name", CdcType.Text, "text", true)]);

    private readonly StreamedTable _streamed = new StreamedTable("III")
        .Column("age", "integer", Values.Fixed<int>(Int32Type.Default, 1, null, 3))
        .Column("name", "text", Values.Text("a", null, "c"));

    [Theory]
    [InlineData(6, 0, 2, "Node 6 of the Arrow RecordBatch has 2 values, but 3 are needed")]
    [InlineData(6, 0, -1, "Node 6 of the Arrow RecordBatch has -1 values")]
    [InlineData(6, 8, 4, "Node 6 of the Arrow RecordBatch has 3 values and 4 nulls")]
    [InlineData(6, 8, -1, "Node 6 of the Arrow RecordBatch has 3 values and -1 nulls")]
    [InlineData(7, 8, 4, "Node 7 of the Arrow RecordBatch has 3 values and 4 nulls")]
    [InlineData(0, 8, 1, "Buffer 0 of the Arrow RecordBatch has 0 bytes, but 1 are needed")]
    public void A_wrong_node_is_refused(int node, int at, long value, string named) =>
        AssertRefused(Nodes, node, at, value, named);

    [Theory]
    [InlineData(13, 8, 0, "Buffer 13 of the Arrow RecordBatch has 0 bytes, but 1 are needed")]
    [InlineData(14, 8, 11, "Buffer 14 of the Arrow RecordBatch has 11 bytes, but 12 are needed")]
    [InlineData(15, 8, 0, "Buffer 15 of the Arrow RecordBatch has 0 bytes, but 1 are needed")]
    [InlineData(16, 8, 15, "Buffer 16 of the Arrow RecordBatch has 15 bytes, but 16 are needed")]
    [InlineData(17, 8, 1, "offsets in buffer 16 do not ascend within what they point into")]
    [InlineData(14, 0, 4, "is not an 8-byte aligned part")]
    [InlineData(14, 0, -8, "is not an 8-byte aligned part")]
    [InlineData(14, 8, -1, "is not an 8-byte aligned part")]
    [InlineData(14, 0, long.MaxValue - 7, "is not an 8-byte aligned part")]
    [InlineData(14, 8, long.MaxValue, "is not an 8-byte aligned part")]
    public void A_wrong_buffer_is_refused(int buffer, int at, long value, string named) =>
        AssertRefused(Buffers, buffer, at, value, named);

    [Theory]
    [InlineData(Nodes, 6, 0, 2, "Node 6 has 2 values, but 3 are needed")]
    [InlineData(Nodes, 7, 8, 4, "Node 7 of the Arrow RecordBatch has 3 values and 4 nulls")]
    [InlineData(Buffers, 13, 8, 0, "Buffer 13 of the Arrow RecordBatch has 0 bytes, but 1 are needed")]
    [InlineData(Buffers, 14, 8, 11, "Buffer 14 of the Arrow RecordBatch has 11 bytes, but 12 are needed")]
    [InlineData(Buffers, 16, 8, 15, "Buffer 16 of the Arrow RecordBatch has 15 bytes, but 16 are needed")]
    [InlineData(Buffers, 17, 8, 1, "Buffer 17 of the Arrow RecordBatch has 1 bytes, but 2 are needed")]
    [InlineData(Buffers, 14, 0, 1 << 20, "is not an 8-byte aligned part")]
    public void A_column_that_the_code_does_not_know_is_checked_for_the_record_batch(
        int vector, int index, int at, long value, string named)
    {
        var frame = Changed(vector, index, at, value);
        var batch = Decode(frame, new CdcTable("public", "users", CdcReplicaIdentity.Nothing, [], []));

        var error = Assert.Throws<CdcProtocolException>(batch.ToRecordBatch);

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        batch.Release();
    }

    [Fact]
    public void A_frame_that_counts_other_rows_is_refused()
    {
        var frame = _streamed.BatchFrame();
        frame[24] = 4;
        var error = Assert.Throws<CdcProtocolException>(() => Decode(frame, Table));
        Assert.Contains("has 3 rows, its frame says 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_batch_is_good_without_that() => Decode(_streamed.BatchFrame(), Table).Release();

    private void AssertRefused(int vector, int index, int at, long value, string named)
    {
        var frame = Changed(vector, index, at, value);

        var error = Assert.Throws<CdcProtocolException>(() => Decode(frame, Table));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("public.users at 0/16B3748, byte 32 of a payload", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The batch frame with one long of one struct in the nodes or buffers replaced.</summary>
    private byte[] Changed(int vector, int index, int at, long value)
    {
        var frame = _streamed.BatchFrame();
        var message = ArrowMessage.Open(frame.AsSpan(FrameReader.HeaderLength), ArrowMessageKind.RecordBatch);
        var pairs = message.Header.GetVector(vector, elementSize: 16).Bytes;
        Assert.True(frame.AsSpan().Overlaps(pairs, out var start));
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(start + index * 16 + at), value);
        return frame;
    }

    private CdcBatch Decode(byte[] bytes, CdcTable table)
    {
        var payload = FrameBytes.ToPayload(bytes);
        var reader = new FrameReader(payload.Span);
        Assert.True(reader.TryRead(out var frame));
        try
        {
            return CdcBatch.Decode(TableBinding.Bind(table, _streamed.Parse(), 1), payload, frame);
        }
        finally
        {
            payload.Release();
        }
    }
}
