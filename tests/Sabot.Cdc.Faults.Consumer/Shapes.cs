namespace Sabot.Cdc.Faults.Consumer;

/// <summary>The ways to ask for the same changes.</summary>
internal static class Shapes
{
    public static Task FollowAsync(string shape, CdcClient cdc, Action<Handled> handle) => shape switch
    {
        "tables" => TablesAsync(cdc, handle),
        "batches" => BatchesAsync(cdc, handle),
        _ => throw new ArgumentException($"There is no shape '{shape}'."),
    };

    // All streams are asked for before the first is enumerated, which starts the session.
    private static Task TablesAsync(CdcClient cdc, Action<Handled> handle)
    {
        var (accounts, transfers, documents, drifting) = (cdc.Accounts(), cdc.Transfers(), cdc.Documents(), cdc.Drifting());
        return Task.WhenAll(
            EachAsync(accounts, change => handle(Handled.Of(change))),
            EachAsync(transfers, change => handle(Handled.Of(change))),
            EachAsync(documents, change => handle(Handled.Of(change))),
            EachAsync(drifting, change => handle(Handled.Of(change))));
    }

    private static Task BatchesAsync(CdcClient cdc, Action<Handled> handle)
    {
        var (accounts, transfers, documents, drifting) = (cdc.Accounts(), cdc.Transfers(), cdc.Documents(), cdc.Drifting());
        return Task.WhenAll(
            EachAsync(accounts.Batches, batch =>
            {
                foreach (var change in batch)
                    handle(Handled.Of(change));
            }),
            EachAsync(transfers.Batches, batch =>
            {
                foreach (var change in batch)
                    handle(Handled.Of(change));
            }),
            EachAsync(documents.Batches, batch =>
            {
                foreach (var change in batch)
                    handle(Handled.Of(change));
            }),
            EachAsync(drifting.Batches, batch =>
            {
                foreach (var change in batch)
                    handle(Handled.Of(change));
            }));
    }

    private static async Task EachAsync<T>(IAsyncEnumerable<T> stream, Action<T> handle)
    {
        await foreach (var item in stream)
            handle(item);
    }
}
