namespace Sabot.Cdc.Faults.Load;

/// <summary>Every transaction that was committed, each writer's in the order of its commits, and what was rolled back.</summary>
internal sealed class Model
{
    private readonly Lock _gate = new();
    private readonly List<ModelTransaction> _committed = [];
    private readonly HashSet<ChangeKey> _rolledBack = [];

    /// <summary>To be read once the writers have ended.</summary>
    public IReadOnlyList<ModelTransaction> Committed => _committed;

    public IReadOnlySet<ChangeKey> RolledBack => _rolledBack;

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

    public void RollBack(IEnumerable<ModelChange> changes)
    {
        lock (_gate)
            _rolledBack.UnionWith(changes.Select(change => change.Key));
    }
}

/// <summary>A committed transaction: its changes of streamed tables, in the order in which they were made.</summary>
internal sealed record ModelTransaction(int Writer, IReadOnlyList<ModelChange> Changes);
