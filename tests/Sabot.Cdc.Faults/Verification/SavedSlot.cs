namespace Sabot.Cdc.Faults.Verification;

/// <summary>
/// What a server cannot have forgotten of a slot when it crashes. It writes the slot down whenever restart_lsn moves, with
/// what was confirmed by then, and not when only more was confirmed; before PostgreSQL 17 not at its orderly end either.
/// </summary>
internal sealed class SavedSlot
{
    private (ulong Confirmed, ulong Restart) _last;
    private (ulong Confirmed, ulong Next)? _beingSaved;

    /// <summary>What was confirmed when it was last written down for certain; 0 for nothing.</summary>
    public ulong Confirmed { get; private set; }

    /// <summary>The slot as it is seen, again and again in the order of time, over one connection.</summary>
    public void See(ulong confirmed, ulong restart)
    {
        // restart_lsn is seen before it is on the disk; by the next confirmation it is.
        if (_beingSaved is { } saving && confirmed > saving.Next)
        {
            Confirmed = Math.Max(Confirmed, saving.Confirmed);
            _beingSaved = null;
        }

        if (_last.Restart != 0 && restart > _last.Restart)
            _beingSaved ??= (_last.Confirmed, confirmed);
        _last = (confirmed, restart);
    }

    /// <summary>A server that has ended meanwhile may not have written down what it was about to.</summary>
    public void BeginAnew() => (_last, _beingSaved) = (default, null);
}
