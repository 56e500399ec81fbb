namespace Sabot.Cdc;

/// <summary>
/// Collects what one subscription gets of one payload: it is handed over only when the whole payload was understood.
/// </summary>
internal sealed class Outbox(Subscription subscription)
{
    private readonly List<(CdcBatch Batch, int Changes)> _batches = [];

    public Subscription Subscription => subscription;

    /// <summary>
    /// What the subscription has to finish before the payload's progress may be acknowledged: the batches that are
    /// collected, or the mark that tells it that a transaction has ended without further rows for it.
    /// </summary>
    public int Count(ulong progress) => EndsOpenTransaction(progress) ? 1 : _batches.Count;

    /// <summary>The greatest LSN of a change in them; 0 when there are none.</summary>
    public ulong LastChange
    {
        get
        {
            ulong last = 0;
            foreach (var (batch, _) in _batches)
                last = Math.Max(last, batch.Lsns[^1]);
            return last;
        }
    }

    /// <summary>Takes one reference to the batch.</summary>
    public void Add(CdcBatch batch, int changes) => _batches.Add((batch, changes));

    /// <summary>Gives back what is collected: the subscription gets nothing of this payload.</summary>
    public void Discard()
    {
        foreach (var (batch, _) in _batches)
            batch.Release();
        _batches.Clear();
    }

    /// <summary>
    /// Hands over what is collected; waits while the queue is full, until <paramref name="lifted"/> lifts the bound.
    /// </summary>
    /// <param name="entry">What <see cref="Count"/> is counted in; null when there is nothing.</param>
    /// <param name="progress">The position that the payload states; 0 when it states none.</param>
    /// <param name="lifted">Cancelled when the client stops.</param>
    public async ValueTask HandOverAsync(LedgerEntry? entry, ulong progress, CancellationToken lifted)
    {
        if (EndsOpenTransaction(progress))
            subscription.EndTransaction(entry!);
        if (_batches.Count == 0)
            return;

        var last = LastChange;
        var endsTransaction = progress >= last;

        await subscription.WaitForRoomAsync(lifted).ConfigureAwait(false);
        for (var i = 0; i < _batches.Count; i++)
        {
            var (batch, changes) = _batches[i];
            var isLast = i == _batches.Count - 1;
            subscription.Enqueue(new QueuedBatch(batch, entry!, changes, isLast, isLast && endsTransaction));
        }

        subscription.OpenTransaction = endsTransaction ? 0 : last;
        _batches.Clear();
    }

    private bool EndsOpenTransaction(ulong progress) =>
        _batches.Count == 0
        && subscription is { MarksTransactions: true, OpenTransaction: not 0 }
        && progress >= subscription.OpenTransaction;
}
