using System.Runtime.InteropServices;

namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>One transaction that was sent while it was in progress: its batches, aborts and commit.</summary>
internal sealed class CorpusStream
{
    internal CorpusStream(CorpusFrame commit, IReadOnlyList<CorpusFrame> frames)
    {
        Commit = commit;
        Batches =
        [
            .. frames.Where(frame =>
                frame is { Kind: FrameKind.Batch, Schema: not null } && frame.Position == commit.Relation),
        ];
        Aborts = [.. frames.Where(frame => frame.Kind == FrameKind.StreamAbort && frame.Relation == commit.Relation)];
    }

    internal CorpusFrame Commit { get; }

    internal CorpusFrame[] Batches { get; }

    internal CorpusFrame[] Aborts { get; }

    /// <summary>The ordinals of the changes in a batch, one for each row.</summary>
    internal static ReadOnlySpan<uint> Ordinals(CorpusFrame batch)
    {
        var column = batch.Schema!.Parsed!.Fields[SystemColumns.Sequence];
        var buffer = batch.Buffers[column.Buffer + 1];
        return MemoryMarshal.Cast<byte, uint>(batch.Bytes.AsSpan(buffer.Offset, buffer.Length));
    }
}
