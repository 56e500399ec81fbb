using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Transactions of every size and shape.</summary>
[Collection(ServerCollection.Name)]
public sealed class TransactionTests(ServerFixture fixture)
{
    [Fact]
    public async Task ALargeTransactionComesInManyPayloadsAndIsAcknowledgedOnlyAsAWhole()
    {
        const int Rows = 200_000;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "large_transaction");
        await database.CreateSlotAsync();
        var start = await database.ConfirmedAsync();
        await database.ExecuteAsync($"INSERT INTO accounts SELECT n, -n FROM generate_series(1, {Rows}) n");
        await using var client = database.Client(options => options.MaxBatchRows = 5000);

        var acknowledgedEarly = 0;
        long next = 1;
        var follower = Follower.Start(client.Accounts().Batches, batch =>
        {
            for (var i = 0; i < batch.Count; i++, next++)
            {
                if (batch.IdColumn[i] != next || batch.BalanceColumn[i] != -next || batch.Sequences[i] != next)
                    Assert.Fail($"Change {next} is {batch.IdColumn[i]} with {batch.BalanceColumn[i]}, number {batch.Sequences[i]}.");
            }

            // What was decoded before the transaction may be acknowledged, but nothing that its end would make unnecessary.
            if (client.Statistics.AcknowledgedLsn >= batch.Lsns[0])
                acknowledgedEarly++;
            return batch.Count;
        });
        await database.CaughtUpAsync(client);

        Assert.Equal(Rows, follower.Items.Sum());
        Assert.True(follower.Count >= Rows / 5000, $"The rows came in {follower.Count} batches.");
        Assert.True(client.Statistics.PayloadsReceived >= Rows / 5000, $"The rows came in {client.Statistics.PayloadsReceived} payloads.");
        Assert.Equal(0, acknowledgedEarly);
        Assert.True(client.Statistics.AcknowledgedLsn > start);
    }

    [Fact]
    public async Task AThousandTinyTransactionsAllArriveInOrder()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tiny_transactions");
        await using var client = database.Client();
        var (accountStream, transferStream) = (client.Accounts(), client.Transfers());
        var accounts = Follower.Start(accountStream, change => (change.Key.Id, change.Position));
        var transfers = Follower.Start(transferStream, change => (change.Key.Id, change.Position));
        await database.StreamingAsync();

        await using (var connection = await database.OpenAsync())
        {
            for (var i = 1; i <= 1000; i++)
            {
                await using var insert = new Npgsql.NpgsqlCommand($"INSERT INTO {(i % 2 == 0 ? $"accounts VALUES ({i}, 0)" : $"transfers VALUES ({i}, 0, 0)")}", connection);
                await insert.ExecuteNonQueryAsync();
            }
        }

        await database.CaughtUpAsync(client);
        var all = accounts.Items.Concat(transfers.Items).OrderBy(change => change.Position).ToList();
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), all.Select(change => change.Id));
        Assert.Equal(1000, all.Select(change => change.Position.Lsn).Distinct().Count());
        Assert.Equal(accounts.Items.OrderBy(change => change.Position), accounts.Items);
        Assert.Equal(transfers.Items.OrderBy(change => change.Position), transfers.Items);
    }

    [Fact]
    public async Task ABacklogOfTinyTransactionsComesInFarFewerPayloads()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "coalesced");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("DO $$ BEGIN FOR i IN 1..1000 LOOP INSERT INTO accounts VALUES (i, 0); COMMIT; END LOOP; END $$");
        await using var client = database.Client(options => options.CoalesceInterval = TimeSpan.FromSeconds(1));

        var accounts = await Follower.Start(client.Accounts(), change => (change.Key.Id, change.Position.Lsn)).WaitForAsync(1000);

        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), accounts.Select(change => change.Id));
        Assert.Equal(1000, accounts.Select(change => change.Lsn).Distinct().Count());
        Assert.InRange(client.Statistics.PayloadsReceived, 1, 100);
    }

    [Fact]
    public async Task WhatASubtransactionUndidDoesNotComeAndWhatItKeptComesInItsPlace()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "savepoints");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO accounts VALUES (1, 0);
            SAVEPOINT undone;
            INSERT INTO accounts VALUES (2, 0);
            SAVEPOINT undone_too;
            INSERT INTO accounts VALUES (3, 0);
            ROLLBACK TO undone;
            INSERT INTO accounts VALUES (4, 0);
            SAVEPOINT kept;
            INSERT INTO accounts VALUES (5, 0);
            UPDATE accounts SET balance = 1 WHERE id = 4;
            RELEASE kept;
            INSERT INTO accounts VALUES (6, 0);
            COMMIT;
            BEGIN;
            INSERT INTO accounts VALUES (7, 0);
            ROLLBACK;
            BEGIN;
            INSERT INTO accounts VALUES (8, 0);
            COMMIT;
            """);
        await using var client = database.Client();
        var accounts = Follower.Start(client.Accounts(), change => $"{change.Kind} {change.Key.Id}");
        await database.CaughtUpAsync(client);

        Assert.Equal(["Insert 1", "Insert 4", "Insert 5", "Update 4", "Insert 6", "Insert 8"], accounts.Items);
    }

    [Fact]
    public async Task EachRowIsReadByTheSchemaOfItsTimeWhenATransactionAltersTheTable()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "ddl_inside");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO drifting VALUES (1, 'one', 1);
            ALTER TABLE drifting ADD added text DEFAULT 'new', DROP note;
            ALTER TABLE drifting ADD note text DEFAULT 'note again';
            INSERT INTO drifting (id, amount) VALUES (2, 2);
            UPDATE drifting SET amount = 1.5 WHERE id = 1;
            CREATE TABLE unrelated (x int);
            INSERT INTO unrelated VALUES (1);
            ALTER TABLE drifting ALTER amount TYPE numeric(12,4);
            INSERT INTO drifting (id, amount) VALUES (3, 3.1234);
            COMMIT;
            INSERT INTO drifting (id, amount, note) VALUES (4, 4, 'four');
            """);
        await using var client = database.Client();
        var rows = Follower.Start(client.Drifting(), change =>
            change.After is { } row ? FormattableString.Invariant($"{change.Kind} {row.Id} {(row.HasNote ? row.Note : "unchanged")} {row.Amount}") : $"{change.Kind}");
        await database.CaughtUpAsync(client);

        // The table is rewritten, not its rows changed, when its columns get values or another type.
        Assert.Equal(
            ["Insert 1 one 1.00", "Insert 2 note again 2.00", "Update 1 note again 1.50", "Insert 3 note again 3.1234", "Insert 4 four 4.0000"],
            rows.Items);
    }
}
