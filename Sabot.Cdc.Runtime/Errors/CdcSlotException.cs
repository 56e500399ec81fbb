namespace Sabot.Cdc;

/// <summary>
/// The replication slot cannot be used: it is missing, in use, invalidated, moved, or of another kind, plugin or
/// database. It is never retried, and never answered with a new slot: that would leave a gap.
/// </summary>
public sealed class CdcSlotException : CdcException
{
    internal CdcSlotException(CdcSlotProblem problem, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Problem = problem;
    }

    /// <summary>What is wrong with the slot.</summary>
    public CdcSlotProblem Problem { get; }
}
