namespace Sabot.Cdc;

/// <summary>
/// What enumerating several tables in commit order has in common: it takes all batches of a payload, merges them, and
/// finishes them together.
/// </summary>
/// <param name="subscription">Where they come from.</param>
/// <param name="order">The merge, which outlives the enumerator as the subscription does.</param>
/// <param name="cancellationToken">The consumer's token.</param>
internal abstract class PayloadReader(
    Subscription subscription, CommitOrder order, CancellationToken cancellationToken)
    : SubscriptionReader(subscription, cancellationToken)
{
    private readonly Subscription _subscription = subscription;
    private readonly CancellationToken _cancellationToken = cancellationToken;

    protected CommitOrder Order => order;

    /// <summary>Whether the last change of what was taken is the last one of its transaction.</summary>
    protected bool TakenEndsTransaction =>
        _subscription.Taken is { Count: > 0 } taken && taken[^1].EndsTransaction;

    /// <summary>Starts the session and takes the place where the last enumerator left it.</summary>
    protected void BeginPayloads()
    {
        Begin();
        // The client may have dropped what nobody was in.
        if (_subscription.Taken.Count == 0)
            order.Clear();
    }

    protected ValueTask<bool> TakePayloadAsync() => TakePayloadAsync(_cancellationToken);

    /// <summary>
    /// Finishes what was taken and takes a payload, or a mark without batches; false when there will be none.
    /// </summary>
    protected async ValueTask<bool> TakePayloadAsync(CancellationToken cancellation)
    {
        if (HoldsPayload)
        {
            order.Clear();
            _subscription.FinishTaken();
        }

        ThrowIfInterrupted();
        while (!HoldsPayload)
        {
            if (!await TakeAsync(cancellation).ConfigureAwait(false))
                return false;
        }

        foreach (var taken in _subscription.Taken)
        {
            if (taken.Batch is { } batch)
                order.Add(batch, TagOf(batch));
        }

        return true;
    }

    /// <summary>What <see cref="CommitOrder.Tag"/> is to give with the batch's changes.</summary>
    protected abstract object? TagOf(CdcBatch batch);

    // An enumerator that was cancelled while it took a payload leaves the first part of it.
    private bool HoldsPayload => _subscription.Taken is { Count: > 0 } taken && taken[^1].EndsPayload;
}
