namespace Sabot.Cdc;

/// <summary>
/// Yields the changes of several tables in commit order; a change is done when the enumerator moves past it.
/// </summary>
internal sealed class MergedChangeEnumerator(
    Subscription subscription, CommitOrder order, ChangeSources sources, CancellationToken cancellationToken)
    : PayloadReader(subscription, order, cancellationToken), IAsyncEnumerator<ICdcChange>
{
    private ICdcChange? _current;

    public ICdcChange Current => _current!;

    public ValueTask<bool> MoveNextAsync()
    {
        if (HasBegun && !HasEnded && Order.HasCurrent)
        {
            Order.MoveNext();
            if (Order.HasCurrent && !Interrupted)
            {
                _current = Create();
                return new ValueTask<bool>(true);
            }
        }

        return MoveToPayloadAsync();
    }

    protected override object TagOf(CdcBatch batch) => sources.Of(batch);

    protected override int Leave()
    {
        _current = null;
        return 0;
    }

    private ICdcChange Create()
    {
        if (Manual is not null && Order.IsAtLast)
            Manual.ReachEnd();
        return ((CdcChangeSource)Order.Tag!).Create(Order.Batch, Order.Row);
    }

    private async ValueTask<bool> MoveToPayloadAsync()
    {
        if (HasEnded)
            return false;
        if (!HasBegun)
            BeginPayloads();

        _current = null;
        try
        {
            while (!Order.HasCurrent)
            {
                if (await TakePayloadAsync().ConfigureAwait(false))
                    continue;
                ThrowIfInterrupted();
                End();
                return false;
            }

            ThrowIfInterrupted();
            _current = Create();
            return true;
        }
        catch
        {
            End();
            throw;
        }
    }
}
