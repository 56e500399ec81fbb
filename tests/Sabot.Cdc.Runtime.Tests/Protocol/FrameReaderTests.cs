using System.Buffers.Binary;

namespace Sabot.Cdc.Runtime.Tests.Protocol;

public class FrameReaderTests
{
    private static readonly byte[] Body = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Fact]
    public void An_empty_payload_has_no_frames() => Assert.Empty(ReadAll([]));

    [Fact]
    public void Frames_are_read_back_to_back()
    {
        var frames = ReadAll(FrameBytes.Concat(
            FrameBytes.Frame(FrameKind.Schema, 0, Body, relation: 3, generation: 2),
            FrameBytes.Frame(FrameKind.Batch, 5, Body, relation: 3, generation: 2),
            FrameBytes.Progress()));

        Assert.Equal([FrameKind.Schema, FrameKind.Batch, FrameKind.Progress], frames.Select(frame => frame.Kind));
        Assert.Equal(3u, frames[1].Relation);
        Assert.Equal(2u, frames[1].Generation);
        Assert.Equal(FrameBytes.Position, frames[1].Position);
        Assert.Equal(5, frames[1].Rows);
        Assert.Equal(32 + 16 + 32, frames[1].BodyOffset);
        Assert.Equal(16, frames[1].BodyLength);
        Assert.Equal(0, frames[2].BodyLength);
    }

    [Fact]
    public void A_payload_cut_anywhere_but_between_frames_is_refused()
    {
        var frame = FrameBytes.Frame(FrameKind.Batch, 5, Body);
        var payload = FrameBytes.Concat(frame, FrameBytes.Progress());
        for (var length = 1; length < payload.Length; length++)
        {
            if (length != frame.Length)
                Assert.Throws<CdcProtocolException>(() => ReadAll(payload[..length]));
        }
    }

    [Theory]
    [InlineData(0, 'X', "magic")]
    [InlineData(4, 0, "kind")]
    [InlineData(4, 6, "kind")]
    [InlineData(5, 2, "flags")]
    [InlineData(5, 3, "flags")]
    [InlineData(6, 1, "reserved")]
    [InlineData(7, 1, "reserved")]
    [InlineData(28, 12, "multiple of 8")]
    [InlineData(28, 24, "are left")]
    [InlineData(31, 0xFF, "are left")]
    [InlineData(27, 0xFF, "more than a batch can have")]
    [InlineData(24, 0, "makes no sense")]
    public void A_wrong_header_is_refused_by_name_and_place(int at, int value, string named)
    {
        var payload = FrameBytes.Concat(FrameBytes.Progress(), FrameBytes.Frame(FrameKind.Batch, 5, Body));
        payload[32 + at] = (byte)value;

        var error = Assert.Throws<CdcProtocolException>(() => ReadAll(payload));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("at byte 32 of a payload of 80", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FrameKind.Schema, 0, 0)]
    [InlineData(FrameKind.Schema, 1, 16)]
    [InlineData(FrameKind.Batch, 0, 16)]
    [InlineData(FrameKind.Batch, 1, 0)]
    [InlineData(FrameKind.Progress, 1, 0)]
    [InlineData(FrameKind.Progress, 0, 16)]
    [InlineData(FrameKind.StreamCommit, 0, 0)]
    [InlineData(FrameKind.StreamCommit, 0, 16)]
    [InlineData(FrameKind.StreamCommit, 1, 8)]
    [InlineData(FrameKind.StreamCommit, int.MaxValue, 8)]
    [InlineData(FrameKind.StreamAbort, 1, 0)]
    [InlineData(FrameKind.StreamAbort, 0, 8)]
    internal void Rows_and_body_have_to_suit_the_kind(FrameKind kind, int rows, int body) =>
        Assert.Throws<CdcProtocolException>(() => ReadAll(FrameBytes.Frame(kind, rows, Body[..body])));

    [Theory]
    [InlineData(FrameKind.Schema, 0, 16, true)]
    [InlineData(FrameKind.Batch, 5, 16, true)]
    [InlineData(FrameKind.Progress, 0, 0, false)]
    [InlineData(FrameKind.StreamCommit, 1, 16, false)]
    [InlineData(FrameKind.StreamAbort, 0, 0, false)]
    internal void Only_schemas_and_batches_can_be_in_progress(FrameKind kind, int rows, int body, bool can)
    {
        var payload = FrameBytes.Frame(kind, rows, Body[..body]);
        Assert.False(Assert.Single(ReadAll(payload)).InProgress);

        payload[5] = 1;
        if (can)
            Assert.True(Assert.Single(ReadAll(payload)).InProgress);
        else
            Assert.Throws<CdcProtocolException>(() => ReadAll(payload));
    }

    [Fact]
    public void The_magic_number_spells_W2A1() =>
        Assert.Equal(FrameReader.Magic, BinaryPrimitives.ReadUInt32LittleEndian("W2A1"u8));

    private static List<Frame> ReadAll(byte[] payload)
    {
        var frames = new List<Frame>();
        var reader = new FrameReader(payload);
        while (reader.TryRead(out var frame))
            frames.Add(frame);
        return frames;
    }
}
