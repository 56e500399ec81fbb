using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Two tables over one slot and one connection.</summary>
[Collection(ServerCollection.Name)]
public sealed class TwoTablesTests(ServerFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task TransactionsOfSeveralWritersArriveWholeAndInCommitOrderInBothTables()
    {
        const int Writers = 4;
        const int Transactions = 100;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "two_tables");
        await using var client = database.Client();
        var (accountStream, transferStream) = (client.Accounts(), client.Transfers());
        var accounts = Follower.Start(accountStream, change => new Seen(change.Position, change.TransactionId, change.Key.Id));
        var transfers = Follower.Start(transferStream, change => new Seen(change.Position, change.TransactionId, change.Key.Id));
        await database.StreamingAsync();

        var seed = Seed.Create(output).Next();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(database, writer, Transactions, new Random(seed + writer))));
        await database.CaughtUpAsync(client);
        await client.StopAsync();
        await Task.WhenAll(accounts.Completion, transfers.Completion);

        Assert.Equal(await database.QueryAsync<long[]>("SELECT array_agg(id ORDER BY id) FROM accounts"), accounts.Items.Select(seen => seen.Id).Order());
        Assert.Equal(await database.QueryAsync<long[]>("SELECT array_agg(id ORDER BY id) FROM transfers"), transfers.Items.Select(seen => seen.Id).Order());
        Assert.Equal(accounts.Items.OrderBy(seen => seen.Position), accounts.Items);
        Assert.Equal(transfers.Items.OrderBy(seen => seen.Position), transfers.Items);
        // Within a transaction the changes of both tables are numbered as they were made, and ids grow with them.
        var byTransaction = accounts.Items.Concat(transfers.Items).GroupBy(seen => seen.Transaction).ToList();
        Assert.Equal(Writers * Transactions, byTransaction.Count);
        foreach (var transaction in byTransaction)
        {
            var changes = transaction.OrderBy(seen => seen.Position).ToList();
            Assert.Equal(Enumerable.Range(1, changes.Count).Select(n => (uint)n), changes.Select(seen => seen.Position.Sequence));
            Assert.Single(changes.Select(seen => seen.Position.Lsn).Distinct());
            Assert.Equal(changes.OrderBy(seen => seen.Id), changes);
        }
    }

    [Fact]
    public async Task TheTransactionThatCommitsFirstComesFirstWhicheverBegan()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "commit_order");
        await using var client = database.Client();
        var accounts = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();

        await using var first = await database.OpenAsync();
        await using var second = await database.OpenAsync();
        await using var early = await first.BeginTransactionAsync();
        await using var late = await second.BeginTransactionAsync();
        await ExecuteAsync(first, "INSERT INTO accounts VALUES (1, 0)");
        await ExecuteAsync(second, "INSERT INTO accounts VALUES (2, 0)");
        await ExecuteAsync(first, "INSERT INTO accounts VALUES (3, 0)");
        await late.CommitAsync();
        await ExecuteAsync(first, "INSERT INTO accounts VALUES (4, 0)");
        await early.CommitAsync();

        Assert.Equal([2, 1, 3, 4], await accounts.WaitForAsync(4));
    }

    [Fact]
    public async Task ATableMayBeFollowedTwice()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "followed_twice");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 1000) n");
        await using var client = database.Client(options => options.MaxBatchRows = 100);

        var (first, second) = (client.Accounts(), client.Accounts());
        var one = Follower.Start(first, change => change.Key.Id);
        var two = Follower.Start(second.Batches, batch => batch.Count);
        await database.CaughtUpAsync(client);
        await client.StopAsync();
        await Task.WhenAll(one.Completion, two.Completion);

        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), one.Items);
        Assert.Equal(1000, two.Items.Sum());
    }

    [Fact]
    public async Task NamesThatNeedQuotesAreFollowedLikeAnyOther()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "odd, \"Names\" 'é'");
        await using var client = database.Client(options =>
        {
            options.Slot = "odd_names";
            options.Publication = "Meine \"Publikation\", 'é'";
        });
        await fixture.Server.DropSlotAsync("odd_names");
        var rows = Follower.Start(client.LädenOffenePosten2(), change => change.After is { } row ? $"{row.Nr} {row.Größe} {row.Select}" : $"{change.Kind} {change.Key.Nr}");
        await Wait.UntilAsync(() => database.QueryAsync<bool>("SELECT count(*) = 1 FROM pg_replication_slots WHERE slot_name = 'odd_names' AND active"), "the client streams");

        await database.ExecuteAsync("""INSERT INTO "Läden"."Offene ""Posten"", 2" VALUES (1, 'groß', true); DELETE FROM "Läden"."Offene ""Posten"", 2";""");

        Assert.Equal(["1 groß True", "Delete 1"], await rows.WaitForAsync(2));
    }

    /// <summary>Inserts ascending ids into both tables by turns, some of them in transactions that other ones overlap.</summary>
    private static async Task WriteAsync(TestDatabase database, int writer, int transactions, Random random)
    {
        await using var connection = await database.OpenAsync();
        var id = writer * 1_000_000L;
        for (var i = 0; i < transactions; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                id++;
                await ExecuteAsync(connection, random.Next(2) == 0
                    ? $"INSERT INTO accounts VALUES ({id}, 0)"
                    : $"INSERT INTO transfers VALUES ({id}, 0, 0)");
            }

            await transaction.CommitAsync();
        }
    }

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Seen(CdcPosition Position, uint Transaction, long Id);
}
