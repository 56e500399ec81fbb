using Sabot.Cdc;

namespace Quickstart;

/// <summary>pgbench's bank as it follows from its changes alone: balances, and the log of all transfers.</summary>
internal sealed class BankReplica
{
    private long _changes;

    public Dictionary<int, int> Accounts { get; } = [];

    public Dictionary<int, int> Tellers { get; } = [];

    public Dictionary<int, int> Branches { get; } = [];

    public long Transfers { get; private set; }

    public long TransferredSum { get; private set; }

    public long AccountChanges { get; private set; }

    public long TellerChanges { get; private set; }

    public long BranchChanges { get; private set; }

    public long Changes => Interlocked.Read(ref _changes);

    public async Task FollowAccountsAsync(IAsyncEnumerable<PgbenchAccountsChange> changes)
    {
        await foreach (var change in changes)
        {
            if (change.After is { } account)
                Accounts[account.Aid] = account.Abalance ?? 0;
            AccountChanges++;
            Interlocked.Increment(ref _changes);
        }
    }

    public async Task FollowTellersAsync(IAsyncEnumerable<PgbenchTellersChange> changes)
    {
        await foreach (var change in changes)
        {
            if (change.After is { } teller)
                Tellers[teller.Tid] = teller.Tbalance ?? 0;
            TellerChanges++;
            Interlocked.Increment(ref _changes);
        }
    }

    public async Task FollowBranchesAsync(IAsyncEnumerable<PgbenchBranchesChange> changes)
    {
        await foreach (var change in changes)
        {
            if (change.After is { } branch)
                Branches[branch.Bid] = branch.Bbalance ?? 0;
            BranchChanges++;
            Interlocked.Increment(ref _changes);
        }
    }

    public async Task FollowHistoryAsync(IAsyncEnumerable<PgbenchHistoryChange> changes)
    {
        await foreach (var change in changes)
        {
            if (change.After is { } transfer)
                TransferredSum += transfer.Delta ?? 0;
            Transfers++;
            Interlocked.Increment(ref _changes);
        }
    }
}
