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

    // How many of those that wait the consumer has moved past; it is in the others.
    private int _passed;
    private bool _isAtEnd;

    /// <summary>The consumer takes a batch, whose last row is at <paramref name="last"/>.</summary>
    public void Deliver(CdcPosition last, LedgerEntry entry)
    {
        lock (_gate)
        {
            _waiting.Enqueue((last, entry));
            _isAtEnd = false;
        }
    }

    /// <summary>The consumer has come to the last change of what it has taken.</summary>
    public void ReachEnd()
    {
        lock (_gate)
            _isAtEnd = true;
    }

    /// <summary>
    /// Everything up to <paramref name="position"/> is done. What the consumer has not come to is not finished by that
    /// before it has moved past it: the position may be one of another stream.
    /// </summary>
    public void Acknowledge(CdcPosition position)
    {
        lock (_gate)
        {
            if (position > _done)
                _done = position;
            Finish(_done, _passed);
            if (_isAtEnd)
                Finish(position, _waiting.Count);
        }
    }

    /// <summary>The consumer has moved past all that it had taken: what of it is done is finished.</summary>
    public void Pass()
    {
        lock (_gate)
        {
            _passed = _waiting.Count;
            Finish(_done, _passed);
        }
    }

    private void Finish(CdcPosition done, int most)
    {
        for (; most > 0 && _waiting.TryPeek(out var next) && next.Last <= done; most--)
        {
            ledger.Finish(_waiting.Dequeue().Entry);
            _passed = Math.Max(0, _passed - 1);
        }
    }
}
