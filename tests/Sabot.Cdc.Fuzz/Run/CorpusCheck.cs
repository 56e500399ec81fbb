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
    private static readonly string[] MayBeRefused = ["messages", "streaming"];

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

            if (reading.Refusal is { } refusal && !MayBeRefused.Contains(session.Name))
                refusals.Add($"The session {session.Name} of the corpus is refused: {refusal}");
        }

        return refusals;
    }
}
