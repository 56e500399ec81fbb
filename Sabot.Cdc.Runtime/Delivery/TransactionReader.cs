namespace Sabot.Cdc;

/// <summary>
/// Yields the transactions of several tables, each of which reads its changes through this reader; a transaction is
/// done when the enumerator moves past it.
/// </summary>
internal sealed class TransactionReader(
    Subscription subscription, TransactionPlace place, ChangeSources sources, CancellationToken cancellationToken)
    : PayloadReader(subscription, place.Order, cancellationToken), IAsyncEnumerator<CdcTransaction>
{
    private readonly CancellationToken _cancellationToken = cancellationToken;
    private CdcTransaction? _current;
    private TransactionChanges? _changes;

    public CdcTransaction Current => _current!;

    public async ValueTask<bool> MoveNextAsync()
    {
        if (HasEnded)
            return false;
        if (!HasBegun)
            BeginPayloads();
        else if (place.Lsn != 0)
            place.Leave();

        _current = null;
        _changes = null;
        try
        {
            if (await MoveToTransactionAsync().ConfigureAwait(false))
            {
                _current = new CdcTransaction(this, new CdcChangeView(Order.Batch, Order.Row));
                return true;
            }

            End();
            return false;
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Makes an enumerator the one that reads the current transaction, from its first change.</summary>
    /// <exception cref="CdcStaleViewException">The transaction is no longer the current one.</exception>
    /// <exception cref="InvalidOperationException">Its beginning was read and let go.</exception>
    public void Read(CdcTransaction transaction, TransactionChanges changes)
    {
        if (_current != transaction)
            throw DeliveryErrors.StaleTransaction(transaction.Lsn);
        if (place.IsRead && !place.HoldsFirst)
            throw DeliveryErrors.TransactionReadTwice(transaction.Lsn);
        if (place.IsRead)
            place.Restart();
        place.IsRead = true;
        _changes = changes;
    }

    /// <summary>Whether the merge is at a change of the current transaction that may be given out at once.</summary>
    public bool IsAtChange => Order.HasCurrent && Order.Lsn == place.Lsn && !Interrupted;

    /// <exception cref="CdcStaleViewException">The transaction is no longer the current one.</exception>
    /// <exception cref="InvalidOperationException">Another enumerator reads it.</exception>
    public void Check(CdcTransaction transaction, TransactionChanges changes)
    {
        if (_current != transaction)
            throw DeliveryErrors.StaleTransaction(transaction.Lsn);
        if (_changes != changes)
            throw DeliveryErrors.TransactionReadAtOnce(transaction.Lsn);
    }

    /// <summary>Moves past the current change of the transaction.</summary>
    public void Skip() => Order.MoveNext();

    /// <summary>The current change.</summary>
    public ICdcChange Create() => ((CdcChangeSource)Order.Tag!).Create(Order.Batch, Order.Row);

    /// <summary>Finds the next change of the transaction, in the payloads that follow if need be; false at its end.</summary>
    public async ValueTask<bool> FindChangeAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ThrowIfInterrupted();
        if (Order.HasCurrent || TakenEndsTransaction)
            return Order.HasCurrent && Order.Lsn == place.Lsn;

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellation);
        try
        {
            if (await FindAsync(either.Token).ConfigureAwait(false))
                return Order.HasCurrent && Order.Lsn == place.Lsn;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            ThrowIfInterrupted();
            throw;
        }

        ThrowIfInterrupted();
        throw DeliveryErrors.TransactionCut(place.Lsn);
    }

    protected override object TagOf(CdcBatch batch) => sources.Of(batch);

    protected override int Leave()
    {
        _current = null;
        _changes = null;
        return 0;
    }

    private async ValueTask<bool> MoveToTransactionAsync()
    {
        if (place.Lsn != 0 && !place.IsLeft)
        {
            ThrowIfInterrupted();
            if (TryReturn())
                return true;
        }

        if (place.Lsn != 0)
        {
            while (await FindAsync(_cancellationToken).ConfigureAwait(false)
                && Order.HasCurrent && Order.Lsn == place.Lsn)
                Order.MoveNext();
            place.Forget();
        }

        while (!Order.HasCurrent)
        {
            if (!await TakePayloadAsync().ConfigureAwait(false))
            {
                ThrowIfInterrupted();
                return false;
            }
        }

        ThrowIfInterrupted();
        place.Enter(Order.Lsn);
        NoteEnd();
        return true;
    }

    // Another enumeration ended within this transaction, which comes again as a whole.
    private bool TryReturn()
    {
        if (!place.HoldsFirst)
            throw DeliveryErrors.TransactionLetGo(place.Lsn);
        place.Restart();
        if (Order.HasCurrent)
            return true;
        place.Forget(); // The client was stopped, and dropped it.
        return false;
    }

    /// <summary>
    /// Takes payloads until there is a change of the transaction or of a later one, or its end; false when there will
    /// be none.
    /// </summary>
    private async ValueTask<bool> FindAsync(CancellationToken cancellation)
    {
        while (!Order.HasCurrent && !TakenEndsTransaction)
        {
            // It is larger than a payload, and what was read of it is let go.
            place.HoldsFirst = false;
            if (!await TakePayloadAsync(cancellation).ConfigureAwait(false))
                return false;
            if (!place.IsLeft)
                NoteEnd();
        }

        return true;
    }

    /// <summary>Whoever has a transaction has all of what was taken of it, if no other one follows it there.</summary>
    private void NoteEnd()
    {
        if (Manual is not null && Order.LastLsn == place.Lsn)
            Manual.ReachEnd();
    }
}
