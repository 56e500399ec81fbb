namespace Sabot.Cdc;

/// <summary>Yields the changes of one subscription; a change is done when the enumerator moves past it.</summary>
// Implementation note: within a batch MoveNextAsync completes synchronously and allocates nothing.
internal sealed class ChangeEnumerator<TChange>(Subscription subscription, CancellationToken cancellationToken)
    : SubscriptionEnumerator(subscription, cancellationToken), IAsyncEnumerator<TChange>
    where TChange : struct, ICdcChange<TChange>
{
    public TChange Current => TChange.Create(Batch!, Row);

    public ValueTask<bool> MoveNextAsync()
    {
        var row = Row + 1;
        if (row < Count)
        {
            row = Batch!.NextChange(row);
            if (row < Count && !Interrupted)
            {
                Row = row;
                if (Manual is not null && IsAtEnd(Batch, row))
                    Manual.ReachEnd();
                return new ValueTask<bool>(true);
            }
        }

        return MoveToBatchAsync(row);
    }

    protected override bool IsAtEnd(CdcBatch batch, int row) => batch.IsLastChange(row);
}
