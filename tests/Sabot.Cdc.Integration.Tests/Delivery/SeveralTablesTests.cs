using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Several tables in one stream: as changes in commit order, and as whole transactions.</summary>
[Collection(ServerCollection.Name)]
public sealed class SeveralTablesTests(ServerFixture fixture, ITestOutputHelper output)
{
    private const int Accounts = 20;
    private const long Opening = 1000;

    [Fact]
    public async Task ChangesComeInTheOrderOfTheirPositionsWithoutAGapAndTransactionsKeepTheSumsOfTheDatabase()
    {
        const int Writers = 4;
        const int Transactions = 100;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "several_tables");
        await database.CreateSlotAsync();
        await database.ExecuteAsync($"INSERT INTO accounts SELECT n, {Opening} FROM generate_series(1, {Accounts}) n");
        // Small batches, so that some transactions are cut into several payloads, and others share one.
        await using var client = database.Client(options => options.MaxBatchRows = 7);
        var changeStream = client.Changes(AccountsChange.Source, TransfersChange.Source);
        var transactionStream = client.Transactions(TransfersChange.Source, AccountsChange.Source);
        var changes = Follower.Start(changeStream, change => (change.Position, change.Table.Name));
        var ledger = new Ledger();
        var transactions = Task.Run(() => ledger.FollowAsync(transactionStream));
        await database.StreamingAsync();

        var seed = Seed.Create(output).Next();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(database, writer, Transactions, new Random(seed + writer))));
        await database.CaughtUpAsync(client);
        await client.StopAsync();
        await Task.WhenAll(changes.Completion, transactions);

        var positions = changes.Items.ConvertAll(change => change.Position);
        Assert.Equal(positions.Order(), positions);
        foreach (var transaction in positions.GroupBy(position => position.Lsn))
            Assert.Equal(Enumerable.Range(1, transaction.Count()).Select(n => (uint)n), transaction.Select(position => position.Sequence));
        Assert.Equal(["accounts", "transfers"], changes.Items.Select(change => change.Name).Distinct());

        Assert.Equal(1 + Writers * Transactions, ledger.Transactions.Count);
        Assert.Equal(positions.Select(position => position.Lsn).Distinct(), ledger.Transactions);
        Assert.Equal(positions.Count, ledger.Changes);
        Assert.Equal(await database.QueryAsync<long[]>("SELECT array_agg(balance ORDER BY id) FROM accounts"), ledger.Balances.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(await database.QueryAsync<decimal>("SELECT sum(amount) FROM transfers"), ledger.Transferred);
    }

    [Fact]
    public async Task ATransactionOfAnySizeIsReadWhileItArrivesInBoundedMemory()
    {
        const int BatchBytes = 64 << 10;
        const int Capacity = 2;
        const int Rows = 50_000;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "large_as_one");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            $"""
            BEGIN;
            INSERT INTO accounts SELECT n, -n FROM generate_series(1, {Rows}) n;
            INSERT INTO transfers SELECT n, n, n FROM generate_series(1, {Rows}) n;
            COMMIT;
            INSERT INTO accounts VALUES (0, 0);
            """);
        await using var client = database.Client(options => (options.MaxBatchBytes, options.QueueCapacity) = (BatchBytes, Capacity));

        var sizes = new List<int>();
        uint next = 1;
        var held = 0L;
        await foreach (var transaction in client.Transactions(AccountsChange.Source, TransfersChange.Source))
        {
            var size = 0;
            await foreach (var change in transaction)
            {
                if (sizes.Count == 0 && change.Position.Sequence != next++)
                    Assert.Fail($"Change {next - 1} is at {change.Position}.");
                if (size++ == 0 && sizes.Count == 0)
                {
                    await Wait.UntilAsync(() => client.Statistics.PayloadsReceived > Capacity, "the queue is full");
                    await Task.Delay(TimeSpan.FromMilliseconds(500));
                    held = client.Statistics.BytesReceived;
                }
            }

            Assert.True(client.Statistics.AcknowledgedLsn < transaction.Lsn);
            sizes.Add(size);
            if (sizes.Count == 2)
                break;
        }

        Assert.Equal([2 * Rows, 1], sizes);
        Assert.InRange(held, 1, (Capacity + 2) * (BatchBytes + 8192));
        Assert.True(client.Statistics.BytesReceived > 5 * held);
    }

    [Fact]
    public async Task ATruncateOfSeveralTablesComesForEachOfThemBetweenWhatWasBeforeAndBehind()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "truncate_several");
        // All tables of these tests, one of which is partitioned, and one made by its own test only.
        await database.ExecuteAsync("CREATE TABLE loans (id bigint PRIMARY KEY)");
        await database.ExecuteAsync("CREATE PUBLICATION everything FOR ALL TABLES WITH (publish_via_partition_root = true)");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO accounts VALUES (1, 0);
            INSERT INTO transfers VALUES (1, 1, 0);
            UPDATE accounts SET id = 2;
            TRUNCATE transfers, accounts;
            INSERT INTO accounts VALUES (3, 0);
            INSERT INTO transfers VALUES (4, 3, 0);
            COMMIT;
            """);
        await using var client = database.Client(options => options.Publication = "everything");
        var changes = Follower.Start(client.Changes(), change => $"{change.Position.Sequence} " + change switch
        {
            { Kind: CdcChangeKind.Truncate } => $"truncate {change.Table.Name}",
            AccountsChange account => $"account {account.PreviousKey?.Id} {account.Key.Id}",
            TransfersChange transfer => $"transfer {transfer.Key.Id}",
            _ => change.Table.Name,
        });

        // PostgreSQL truncates tables in an order of its own.
        var seen = await changes.WaitForAsync(7);
        await database.CaughtUpAsync(client);
        Assert.Equal("1 2 3 4 4 5 6", string.Join(' ', seen.Select(line => line[0])));
        Assert.Equal(
            [
                "1 account  1", "2 transfer 1", "3 account 1 2", "4 truncate accounts", "4 truncate transfers",
                "5 account  3", "6 transfer 4",
            ],
            seen.Order(StringComparer.Ordinal));
    }

    /// <summary>Moves money between accounts, in transactions of one to thirty steps, some of which are undone.</summary>
    private static async Task WriteAsync(TestDatabase database, int writer, int transactions, Random random)
    {
        await using var connection = await database.OpenAsync();
        var id = writer * 1_000_000L;
        for (var i = 0; i < transactions; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            for (var step = random.Next(10) == 0 ? 30 : random.Next(1, 4); step > 0; step--)
            {
                var (amount, undone) = (random.Next(1, 100), random.Next(5) == 0);
                // Each writer has accounts of its own, so that none waits for another.
                var (from, to) = (writer * 5 + 1, writer * 5 + random.Next(2, 6));
                await ExecuteAsync(connection, "SAVEPOINT step");
                await ExecuteAsync(connection, $"UPDATE accounts SET balance = balance - {amount} WHERE id = {from}");
                await ExecuteAsync(connection, $"INSERT INTO transfers VALUES ({++id}, {to}, {amount})");
                await ExecuteAsync(connection, $"UPDATE accounts SET balance = balance + {amount} WHERE id = {to}");
                await ExecuteAsync(connection, undone ? "ROLLBACK TO step" : "RELEASE step");
            }

            await ExecuteAsync(connection, $"INSERT INTO transfers VALUES ({++id}, {writer * 5 + 1}, 0)");
            await transaction.CommitAsync();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What the stream makes of the tables, checked at the end of each transaction.</summary>
    private sealed class Ledger
    {
        public Dictionary<long, long> Balances { get; } = [];

        public List<ulong> Transactions { get; } = [];

        public decimal Transferred { get; private set; }

        public int Changes { get; private set; }

        public async Task FollowAsync(CdcTransactionStream stream)
        {
            await foreach (var transaction in stream)
            {
                await foreach (var change in transaction)
                {
                    Assert.Equal(transaction.Lsn, change.Position.Lsn);
                    Assert.Equal(transaction.TransactionId, change.TransactionId);
                    Changes++;
                    if (change is AccountsChange { After: { } account })
                        Balances[account.Id] = account.Balance;
                    else if (change is TransfersChange { After: { } transfer })
                        Transferred += transfer.Amount;
                }

                Assert.Equal(Accounts * Opening, Balances.Values.Sum());
                Transactions.Add(transaction.Lsn);
            }
        }
    }
}
