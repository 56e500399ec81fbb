namespace Sabot.Cdc;

/// <summary>
/// The batches of one subscription that were delivered, and that the consumer has yet to acknowledge by position.
/// </summary>
/// <remarks>
/// Nothing bounds their number but the consumer, and each is a few bytes: the batches themselves are given back when
/// the enumerator moves on.
/// </remarks>
internal sealed class ManualAcknowledgements(AcknowledgementLedger ledger)
{
    private readonly Lock _gate = new();
    private readonly Queue<(CdcPosition Last, LedgerEntry Entry)> _waiting = new();
    private CdcPosition _done;

    /// <summary>A batch goes to the consumer; its last row is at <paramref name="last"/>.</summary>
    public void Deliver(CdcPosition last, LedgerEntry entry)
    {
        lock (_gate)
            _waiting.Enqueue((last, entry));
    }

    /// <summary>
    /// Everything up to <paramref name="position"/> is done. What was not delivered yet is not finished by that before
    /// the consumer has moved past it.
    /// </summary>
    public void Acknowledge(CdcPosition position)
    {
        lock (_gate)
        {
            if (position > _done)
                _done = position;
        }

        FinishDone();
    }

    /// <summary>Finishes what is delivered and done.</summary>
    public void FinishDone()
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next) && next.Last <= _done)
                ledger.Finish(_waiting.Dequeue().Entry);
        }
    }
}
