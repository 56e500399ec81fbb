namespace Sabot.Cdc;

/// <summary>
/// The batches that a subscription has received and not finished, by their first changes; for those who want to know
/// who holds the slot back, while the batches themselves come and go.
/// </summary>
internal sealed class UnfinishedBatches
{
    private readonly Lock _gate = new();
    private readonly Queue<Unfinished> _batches = new();

    internal int Count
    {
        get
        {
            lock (_gate)
                return _batches.Count;
        }
    }

    /// <summary>The first change of the oldest batch; null when everything is finished.</summary>
    internal Unfinished? Oldest
    {
        get
        {
            lock (_gate)
                return _batches.TryPeek(out var oldest) ? oldest : null;
        }
    }

    internal void Add(CdcBatch batch)
    {
        var unfinished = new Unfinished(batch.Position(0), batch.CommitTime(0));
        lock (_gate)
            _batches.Enqueue(unfinished);
    }

    internal void RemoveOldest()
    {
        lock (_gate)
            _batches.TryDequeue(out _);
    }
}
