using Sabot.Cdc.Fuzz.Corpus;
using Sabot.Cdc.Fuzz.Reading;

namespace Sabot.Cdc.Fuzz.Run;

/// <summary>
/// What the server sent must be read when nothing is wrong with it: otherwise every case is refused for the same
/// reason, and nothing is tested.
/// </summary>
internal static class CorpusCheck
{
    /// <summary>Messages have no table, and transactions in progress are no batches for a consumer.</summary>
    private static readonly string[] MayBeRefused = ["messages", "streaming", "streamed_types"];

    /// <summary>What was refused.</summary>
    internal static List<string> Refusals(CorpusSession[] sessions, IReadOnlyDictionary<string, CdcTable> compiled)
    {
        List<string> refusals = [];
        foreach (var session in sessions)
        {
            var digest = new Digest();
            ValueReading.ReadInto(digest);
            var reading = new PayloadReading(digest, new Allowance(), compiled);
            foreach (var frames in session.Payloads)
            {
                byte[] bytes = [.. frames.SelectMany(frame => frame.Bytes)];
                var payload = Payload.Rent(bytes.Length);
                bytes.CopyTo(payload.Span);
                reading.Read(payload);
                payload.Release();
            }

            if (session.Streams.Length > 0)
                refusals.AddRange(RefusalsOfCommitted(session, compiled));
            if (reading.Refusal is { } refusal && !MayBeRefused.Contains(session.Name))
                refusals.Add($"The session {session.Name} of the corpus is refused: {refusal}");
        }

        return refusals;
    }

    /// <summary>The same for what is sent in progress: once it is committed, all of it is read.</summary>
    private static IEnumerable<string> RefusalsOfCommitted(
        CorpusSession session, IReadOnlyDictionary<string, CdcTable> compiled)
    {
        byte[] bytes = [.. session.Payloads.SelectMany(frames => frames).SelectMany(frame => frame.Bytes)];
        using var oracle = new Oracle(compiled);
        var result = oracle.Check(bytes);
        if (result.Committed == 0)
            yield return $"The session {session.Name} of the corpus commits nothing.";
        if (result.CommittedRefusal is { } refusal)
            yield return $"The session {session.Name} of the corpus is refused at a commit: {refusal}";
    }
}
