using Sabot.Cdc.Fuzz.Corpus;

namespace Sabot.Cdc.Fuzz.Mutation;

/// <summary>Makes the payload of a case: frames of a session that belong together, then mutations of them.</summary>
internal sealed class CaseMaker(CorpusSession[] sessions)
{
    private const int MostFrames = 12;

    internal byte[] Make(Dice dice)
    {
        var session = dice.Pick<CorpusSession>(sessions);
        var frames = Choose(dice, session);
        for (var i = dice.Below(4) * dice.Below(3); i >= 0; i--)
            Mutate(dice, session, frames);

        byte[] payload = [.. frames.SelectMany(frame => frame.Bytes)];
        if (dice.OneIn(16))
            payload = payload[..dice.Below(payload.Length + 1)];
        return payload;
    }

    private static List<MutatedFrame> Choose(Dice dice, CorpusSession session)
    {
        if (session.Streams.Length > 0 && !dice.OneIn(4))
            return StreamMutations.Choose(dice, dice.Pick<CorpusStream>(session.Streams));
        List<CorpusFrame> frames = [];
        if (session.Batches.Length == 0 || dice.OneIn(8))
        {
            // A whole payload, with the schemas that came before it.
            var payload = dice.Pick<CorpusFrame[]>(session.Payloads);
            frames.AddRange(payload.Select(frame => frame.Schema).OfType<CorpusFrame>().Distinct().Except(payload));
            frames.AddRange(payload.Take(MostFrames));
        }
        else
        {
            for (var i = dice.OneIn(4) ? 2 : 1; i > 0; i--)
            {
                var batch = dice.Pick<CorpusFrame>(session.Batches);
                frames.AddRange([batch.Schema!, batch]);
            }

            if (session.Others.Length > 0 && dice.OneIn(2))
                frames.Add(dice.Pick<CorpusFrame>(session.Others));
        }

        return [.. frames.Select(frame => new MutatedFrame(frame))];
    }

    private void Mutate(Dice dice, CorpusSession session, List<MutatedFrame> frames)
    {
        var index = dice.Below(frames.Count);
        var frame = frames[index];
        switch (dice.Below(16))
        {
            case < 12 when frame is { Original.Kind: FrameKind.StreamCommit, Bytes.Length: >= FrameReader.HeaderLength }:
                StreamMutations.ChangeCommit(dice, frame);
                break;
            case 0 when frame.HasPlaces && frame.Original.Buffers.Length > 0:
                FrameMutations.MoveBuffer(dice, frame);
                break;
            case < 7 when frame.HasPlaces:
                FrameMutations.ChangeNumber(dice, frame);
                break;
            case < 11 when frame.HasPlaces && frame.Original.Buffers.Length > 0:
                FrameMutations.ChangeBuffer(dice, frame);
                break;
            case 11 when frame.Bytes.Length > 0:
                var source = dice.OneIn(2) ? session : dice.Pick<CorpusSession>(sessions);
                FrameMutations.Splice(dice, frame, Any(dice, source));
                break;
            case 12:
                FrameMutations.Resize(dice, frame);
                break;
            case 13:
                frames.Insert(dice.Below(frames.Count + 1), frame.Copy());
                break;
            case 14 when frames.Count > 1:
                var other = dice.Below(frames.Count);
                (frames[index], frames[other]) = (frames[other], frames[index]);
                break;
            case 15 when frame.Bytes.Length >= FrameReader.HeaderLength:
                // A batch of another table under this one's number.
                var foreign = new MutatedFrame(Any(dice, dice.Pick<CorpusSession>(sessions)));
                frame.Bytes.AsSpan(CorpusFrame.RelationOffset, CorpusFrame.PositionOffset - CorpusFrame.RelationOffset)
                    .CopyTo(foreign.Bytes.AsSpan(CorpusFrame.RelationOffset));
                frames.Insert(index + 1, foreign);
                break;
            default:
                if (frame.Bytes.Length > 0)
                    FrameMutations.FlipBits(dice, frame);
                break;
        }
    }

    private static CorpusFrame Any(Dice dice, CorpusSession session) =>
        dice.Pick<CorpusFrame>(dice.Pick<CorpusFrame[]>(session.Payloads));
}
