namespace Sabot.Cdc;

/// <summary>
/// A subscription without compiled code, seen as whole payloads: the changes of each in commit order across tables. A
/// payload is finished when the enumerator moves past it.
/// </summary>
internal sealed class PayloadStream(Subscription subscription) : IAsyncEnumerable<CommitOrder>
{
    private readonly CommitOrder _order = new();

    public IAsyncEnumerator<CommitOrder> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new Enumerator(subscription, _order, cancellationToken);

    private sealed class Enumerator(
        Subscription subscription, CommitOrder order, CancellationToken cancellationToken)
        : PayloadReader(subscription, order, cancellationToken), IAsyncEnumerator<CommitOrder>
    {
        public CommitOrder Current => Order;

        public async ValueTask<bool> MoveNextAsync()
        {
            if (HasEnded)
                return false;
            if (!HasBegun)
                BeginPayloads();

            try
            {
                if (await TakePayloadAsync().ConfigureAwait(false))
                    return true;
                ThrowIfInterrupted();
                End();
                return false;
            }
            catch
            {
                End();
                throw;
            }
        }

        protected override object? TagOf(CdcBatch batch) => null;

        protected override int Leave() => 0;
    }
}
