namespace Sabot.Cdc.Faults.Load;

/// <summary>
/// Every transaction that was committed, each writer's in the order of its commits, and what was rolled back. Committed is
/// what the server has said to be, or, where it could say nothing any more, what is in the journal of the server that there
/// is then. A failover takes from it what only the primary had.
/// </summary>
internal sealed class Model
{
    private readonly Lock _gate = new();
    private readonly List<ModelTransaction> _committed = [];
    private readonly HashSet<ChangeKey> _rolledBack = [];
    private readonly HashSet<ChangeKey> _lostWithPrimary = [];

    /// <summary>To be read once the writers have ended.</summary>
    public IReadOnlyList<ModelTransaction> Committed => _committed;

    public IReadOnlySet<ChangeKey> RolledBack => _rolledBack;

    /// <summary>Changes that only a primary had that has ended; nobody may have been given them.</summary>
    public IReadOnlySet<ChangeKey> LostWithPrimary => _lostWithPrimary;

    /// <summary>Transactions that a primary had said to be committed, and that the promoted standby has not.</summary>
    public int LostAfterAnswer { get; private set; }

    public long Changes => _committed.Sum(transaction => (long)transaction.Changes.Count);

    public void Commit(int writer, IReadOnlyList<ModelChange> changes, IEnumerable<ModelChange> rolledBack)
    {
        lock (_gate)
        {
            if (changes.Count > 0)
                _committed.Add(new ModelTransaction(writer, changes));
        }

        RollBack(rolledBack);
    }

    /// <summary>The server that goes on has not got this transaction.</summary>
    /// <param name="answered">Whether the writer had been told that it was committed.</param>
    public void Lose(IReadOnlyList<ModelChange> changes, bool answered)
    {
        lock (_gate)
        {
            _committed.RemoveAll(transaction => ReferenceEquals(transaction.Changes, changes));
            _lostWithPrimary.UnionWith(changes.Select(change => change.Key));
            if (answered)
                LostAfterAnswer++;
        }
    }

    public void RollBack(IEnumerable<ModelChange> changes)
    {
        lock (_gate)
            _rolledBack.UnionWith(changes.Select(change => change.Key));
    }
}

/// <summary>A committed transaction: its changes of streamed tables, in the order in which they were made.</summary>
internal sealed record ModelTransaction(int Writer, IReadOnlyList<ModelChange> Changes);
