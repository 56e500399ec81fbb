namespace Sabot.Cdc;

/// <summary>
/// Knows which position may be acknowledged: the greatest progress position below which every batch of every
/// subscription is finished.
/// </summary>
/// <remarks>
/// The receive loop calls <see cref="Add"/> and <see cref="Close"/>; consumers call <see cref="Finish"/> from any
/// thread, which costs one interlocked decrement unless it completes an entry. There are never more entries than
/// unfinished batches: progress without batches only moves the position of what is already waiting.
/// </remarks>
/// <param name="acknowledged">Told every position that may be acknowledged, in order, under the ledger's lock.</param>
/// <param name="lastChange">The LSN of the last change that was finished before; 0 for none.</param>
internal sealed class AcknowledgementLedger(Action<ulong>? acknowledged = null, ulong lastChange = 0)
{
    private readonly Lock _gate = new();
    private readonly Queue<LedgerEntry> _closed = new();
    private LedgerEntry _open = new();
    private LedgerEntry? _lastClosed;
    private bool _openHasBatches;
    private bool _held;
    private ulong _stated;
    private ulong _statedInSession;
    private ulong _acknowledged;
    private ulong _lastChange = lastChange;

    /// <summary>The LSN of the last change below <see cref="Acknowledged"/>; read it when that is told.</summary>
    public ulong LastChange => Volatile.Read(ref _lastChange);

    /// <summary>The position that may be acknowledged; 0 when none may.</summary>
    public ulong Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>The greatest position that was given to <see cref="Close"/>; 0 before the first.</summary>
    public ulong Stated
    {
        get
        {
            lock (_gate)
                return _stated;
        }
    }

    /// <summary>
    /// Adds batches that are about to be handed out; each must be given to <see cref="Finish"/> once.
    /// </summary>
    /// <param name="batches">How many.</param>
    /// <param name="lastChange">The greatest LSN of a change in them.</param>
    public LedgerEntry Add(int batches, ulong lastChange = 0)
    {
        var entry = _open;
        entry.LastChange = Math.Max(entry.LastChange, lastChange);
        _openHasBatches = true;
        Interlocked.Add(ref entry.Outstanding, batches);
        return entry;
    }

    /// <summary>
    /// A new session begins: it may state again, from an earlier position on, what earlier ones have stated.
    /// </summary>
    public void BeginSession()
    {
        lock (_gate)
            _statedInSession = 0;
    }

    /// <summary>
    /// From now on nothing further may be acknowledged: something that is not delivered comes here. What was closed
    /// before still is, as it is finished.
    /// </summary>
    public void Hold()
    {
        lock (_gate)
            _held = true;
    }

    /// <summary>
    /// States that everything up to <paramref name="position"/> has been added, in this session or an earlier one.
    /// </summary>
    /// <exception cref="CdcProtocolException">
    /// The position is less than one stated before in the same session.
    /// </exception>
    public void Close(ulong position)
    {
        LedgerEntry entry;
        lock (_gate)
        {
            if (position < _statedInSession)
                throw DeliveryErrors.ProgressWentBack(_statedInSession, position);
            _statedInSession = position;
            // What is open was received behind that, and is not complete yet.
            if (position < _stated)
                return;
            _stated = position;
            // The open entry stays open for ever, and takes all that follows.
            if (_held)
                return;

            if (!_openHasBatches)
            {
                if (_closed.Count == 0)
                    Acknowledge(position);
                else
                    _lastClosed!.Position = position;
                return;
            }

            entry = _open;
            entry.Position = position;
            _closed.Enqueue(entry);
            _lastClosed = entry;
            _open = new LedgerEntry();
            _openHasBatches = false;
        }

        Finish(entry);
    }

    /// <summary>One batch of <paramref name="entry"/> is finished.</summary>
    public void Finish(LedgerEntry entry)
    {
        if (Interlocked.Decrement(ref entry.Outstanding) != 0)
            return;

        lock (_gate)
        {
            ulong position = 0;
            while (_closed.TryPeek(out var head) && Volatile.Read(ref head.Outstanding) == 0)
            {
                position = _closed.Dequeue().Position;
                Volatile.Write(ref _lastChange, Math.Max(_lastChange, head.LastChange));
            }

            if (position != 0)
                Acknowledge(position);
        }
    }

    // Under the gate, so that positions are reported in order.
    private void Acknowledge(ulong position)
    {
        Volatile.Write(ref _acknowledged, position);
        acknowledged?.Invoke(position);
    }
}
