using System.Buffers.Binary;

namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>What one slot sent from its start to its end, frame by frame.</summary>
internal sealed class CorpusSession
{
    private CorpusSession(string name, CorpusFrame[][] payloads)
    {
        Name = name;
        Payloads = payloads;
        var frames = payloads.SelectMany(payload => payload).ToList();
        Batches = [.. frames.Where(frame => frame is { Kind: FrameKind.Batch, Schema: not null })];
        Streams =
        [
            .. frames
                .Where(frame => frame.Kind == FrameKind.StreamCommit)
                .Select(commit => new CorpusStream(commit, frames))
                .Where(stream => stream.Batches.Length > 0),
        ];
        Others = [.. frames.Where(frame => frame.Kind is not (FrameKind.Batch or FrameKind.Schema))];
    }

    internal string Name { get; }

    internal CorpusFrame[][] Payloads { get; }

    internal CorpusFrame[] Batches { get; }

    /// <summary>Transactions that were sent in progress and have committed.</summary>
    internal CorpusStream[] Streams { get; }

    /// <summary>Frames without an Arrow message.</summary>
    internal CorpusFrame[] Others { get; }

    internal static CorpusSession Load(string path)
    {
        Dictionary<(uint Relation, uint Generation), CorpusFrame> schemas = [];
        List<CorpusFrame[]> payloads = [];
        foreach (var payload in CorpusFile.Read(path))
        {
            List<CorpusFrame> frames = [];
            for (var at = 0; at < payload.Length;)
            {
                var length = FrameReader.HeaderLength
                    + BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at + CorpusFrame.LengthOffset));
                var bytes = payload.AsSpan(at, length).ToArray();
                var key = (
                    BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(CorpusFrame.RelationOffset)),
                    BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(CorpusFrame.GenerationOffset)));
                var frame = new CorpusFrame(bytes, schemas.GetValueOrDefault(key));
                if (frame.Kind == FrameKind.Schema)
                    schemas[key] = frame;
                frames.Add(frame);
                at += length;
            }

            payloads.Add([.. frames]);
        }

        var name = Path.GetFileName(path).Replace(CorpusFile.Extension, "", StringComparison.Ordinal);
        return new CorpusSession(name, [.. payloads]);
    }
}
