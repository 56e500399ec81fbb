using System.Buffers.Binary;
using Sabot.Cdc.Fuzz.Corpus;

namespace Sabot.Cdc.Fuzz.Mutation;

/// <summary>Transactions that were sent in progress: some of their batches, and what their commits say of the rows.
/// </summary>
internal static class StreamMutations
{
    private const int RangesOffset = FrameReader.HeaderLength + sizeof(long);
    private const int MostBatches = 3;

    /// <summary>Batches that follow each other, with their schemas and a commit that takes rows out of them.</summary>
    internal static List<MutatedFrame> Choose(Dice dice, CorpusStream stream)
    {
        var first = dice.Below(stream.Batches.Length);
        var count = Math.Min(1 + dice.Below(MostBatches), stream.Batches.Length - first);
        var batches = stream.Batches.AsSpan(first, count);
        List<MutatedFrame> frames = [];
        uint most = 0;
        CorpusFrame? schema = null;
        foreach (var batch in batches)
        {
            if (batch.Schema != schema)
                frames.Add(new MutatedFrame(schema = batch.Schema!));
            frames.Add(new MutatedFrame(batch));
            foreach (var ordinal in CorpusStream.Ordinals(batch))
                most = Math.Max(most, ordinal);
        }

        if (stream.Aborts.Length > 0 && dice.OneIn(4))
            frames.Insert(dice.Below(frames.Count + 1), new MutatedFrame(dice.Pick<CorpusFrame>(stream.Aborts)));
        var commit = new MutatedFrame(stream.Commit);
        if (!dice.OneIn(4))
            SetRanges(dice, commit, CorpusStream.Ordinals(batches[0])[0], most);
        frames.Add(commit);
        return frames;
    }

    /// <summary>One of the ordinals, the commit time, or how many ranges there are, with or without a header that
    /// agrees.</summary>
    internal static void ChangeCommit(Dice dice, MutatedFrame commit)
    {
        var length = commit.Bytes.Length;
        var words = (length - FrameReader.HeaderLength) / sizeof(uint);
        switch (dice.Below(8))
        {
            case 0:
                var at = commit.Bytes.AsSpan(dice.Pick<int>(
                    [
                        CorpusFrame.RelationOffset, CorpusFrame.PositionOffset, CorpusFrame.RowsOffset,
                        CorpusFrame.LengthOffset,
                    ]));
                Hostile.Write(at, sizeof(int), Hostile.Number(dice, Hostile.Read(at, sizeof(int)), length));
                break;
            case 1:
                commit.Bytes = [.. commit.Bytes, .. commit.Bytes.AsSpan(Math.Max(0, commit.Bytes.Length - 8))];
                Announce(commit);
                break;
            case 2 when commit.Bytes.Length >= RangesOffset + 8:
                commit.Bytes = commit.Bytes[..^8];
                Announce(commit);
                break;
            case < 7 when words > 0:
                var ordinal = commit.Bytes.AsSpan(FrameReader.HeaderLength + dice.Below(words) * sizeof(uint));
                Hostile.Write(
                    ordinal, sizeof(uint), Hostile.Number(dice, Hostile.Read(ordinal, sizeof(uint)), length));
                break;
            default:
                FrameMutations.FlipBits(dice, commit);
                break;
        }
    }

    /// <summary>Ascending ranges around the ordinals that are there, so that rows go and others stay.</summary>
    private static void SetRanges(Dice dice, MutatedFrame commit, uint first, uint last)
    {
        List<byte> body = [.. commit.Bytes.AsSpan(FrameReader.HeaderLength, sizeof(long))];
        Span<byte> number = stackalloc byte[sizeof(uint)];
        var widest = (int)Math.Min(last - first + 2, 1u << (1 + dice.Below(8)));
        for (var from = Math.Max(1, (long)first - dice.Below(4)); from <= last && body.Count < 256;)
        {
            var to = from + dice.Below(widest);
            BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)from);
            body.AddRange(number);
            BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)to);
            body.AddRange(number);
            from = to + 1 + dice.Below(widest);
        }

        commit.Bytes = [.. commit.Bytes.AsSpan(0, FrameReader.HeaderLength), .. body];
        Announce(commit);
    }

    /// <summary>Makes the header agree with how many ranges there are.</summary>
    private static void Announce(MutatedFrame commit)
    {
        var body = commit.Bytes.Length - FrameReader.HeaderLength;
        var header = commit.Bytes.AsSpan();
        BinaryPrimitives.WriteInt32LittleEndian(header[CorpusFrame.RowsOffset..], (body - sizeof(long)) / 8);
        BinaryPrimitives.WriteInt32LittleEndian(header[CorpusFrame.LengthOffset..], body);
    }
}
