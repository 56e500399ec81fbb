namespace Sabot.Cdc;

/// <summary>
/// Progress that a primary has stated, and that the standby promoted in its place does not have. There the same numbers
/// are other WAL: confirming them would skip changes that nobody has seen.
/// </summary>
/// <remarks>
/// The ledger closes nothing below what was stated once, so a position between the promotion and that is always one of
/// the old primary, whenever the batches before it are finished. The caller sees to it that one thread at a time is here.
/// </remarks>
internal sealed class LostProgress
{
    private readonly List<(ulong Fork, ulong Stated)> _lost = [];

    /// <summary>A server goes on that was promoted at a position.</summary>
    /// <param name="fork">The end of what it has of the server before it.</param>
    /// <param name="stated">The greatest progress position that was received until now.</param>
    public void Add(ulong fork, ulong stated)
    {
        if (fork < stated)
            _lost.Add((fork, stated));
    }

    /// <summary>As much of a position as the present server has.</summary>
    public ulong Limit(ulong position)
    {
        foreach (var (fork, stated) in _lost)
        {
            if (fork < position && position <= stated)
                return fork;
        }

        return position;
    }
}
