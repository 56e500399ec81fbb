namespace Sabot.Cdc.Faults.Consumer;

/// <summary>The ways to ask for the same changes.</summary>
internal sealed class Shapes(CdcClient cdc, Func<Handled, ValueTask> handle, Func<Exception, bool> isOfOneTable)
{
    public Task FollowAsync(string shape) => shape switch
    {
        "tables" => TablesAsync(),
        "batches" => BatchesAsync(),
        "changes" => ChangesAsync(),
        "transactions" => TransactionsAsync(),
        _ => throw new ArgumentException($"There is no shape '{shape}'."),
    };

    // All streams are asked for before the first is enumerated, which starts the session.
    private Task TablesAsync()
    {
        var (accounts, transfers, documents, drifting) = (cdc.Accounts(), cdc.Transfers(), cdc.Documents(), cdc.Drifting());
        return Task.WhenAll(
            EachAsync(accounts, change => handle(Handled.Of(change))),
            EachAsync(transfers, change => handle(Handled.Of(change))),
            EachAsync(documents, change => handle(Handled.Of(change))),
            EachAsync(drifting, change => handle(Handled.Of(change))));
    }

    private Task BatchesAsync()
    {
        var (accounts, transfers, documents, drifting) = (cdc.Accounts(), cdc.Transfers(), cdc.Documents(), cdc.Drifting());
        return Task.WhenAll(
            EachAsync(accounts.Batches, async batch =>
            {
                foreach (var change in batch)
                    await handle(Handled.Of(change));
            }),
            EachAsync(transfers.Batches, async batch =>
            {
                foreach (var change in batch)
                    await handle(Handled.Of(change));
            }),
            EachAsync(documents.Batches, async batch =>
            {
                foreach (var change in batch)
                    await handle(Handled.Of(change));
            }),
            EachAsync(drifting.Batches, async batch =>
            {
                foreach (var change in batch)
                    await handle(Handled.Of(change));
            }));
    }

    private Task ChangesAsync() => EachAsync(cdc.Changes(), change => handle(Handled.Of(change)));

    private async Task TransactionsAsync()
    {
        try
        {
            await EachAsync(cdc.Transactions(), async transaction =>
            {
                await foreach (var change in transaction)
                    await handle(Handled.Of(change));
            });
        }
        catch (CdcIncompleteTransactionException)
        {
            // Stopped in the middle of a large one; it comes again, as a whole.
        }
    }

    private async Task EachAsync<T>(IAsyncEnumerable<T> stream, Func<T, ValueTask> handleItem)
    {
        try
        {
            await foreach (var item in stream)
                await handleItem(item);
        }
        catch (Exception e) when (isOfOneTable(e))
        {
            // The others go on.
        }
    }
}
