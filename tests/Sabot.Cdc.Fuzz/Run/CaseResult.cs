namespace Sabot.Cdc.Fuzz.Run;

/// <summary>
/// What became of a case: how much was read of it, batches as they came and at a commit, and the refusal, if there was
/// one.
/// </summary>
internal readonly record struct CaseResult(
    ulong Digest, long Reads, int Schemas, int Batches, int Committed, string? Refusal, string? CommittedRefusal);
