using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Streams of tables that no code was compiled against, alone and beside those of compiled ones.</summary>
[Collection(ServerCollection.Name)]
public sealed class UntypedStreamTests(ServerFixture fixture)
{
    [Fact]
    public async Task WithoutAPublicationAllTablesComeAlsoThoseThatAreMadeLater()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "untyped_all");
        await database.CreateSlotAsync();
        await using var client = database.Client();
        var tables = Follow(client.Tables());
        await database.ExecuteAsync(
            """
            INSERT INTO accounts VALUES (1, 100);
            CREATE SCHEMA other;
            CREATE TABLE other."New One" (note text[], id int PRIMARY KEY);
            INSERT INTO other."New One" VALUES ('{a,b}', 7);
            """);

        Assert.Equal(
            ["public.accounts key id: balance, id", "other.New One key id: id, note"],
            await tables.WaitForAsync(2));
        await database.CaughtUpAsync(client);
    }

    [Fact]
    public async Task WithAPublicationItsTablesComeWhateverOthersAreNamed()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "untyped_published");
        await database.ExecuteAsync("CREATE PUBLICATION money FOR TABLE accounts, transfers");
        await database.CreateSlotAsync();
        await using var client = database.Client(options => options.Publication = "money");
        var (typed, all) = (client.Accounts(), client.Tables());
        var accounts = Follower.Start(typed, change => change.Key.Id);
        var tables = Follow(all);
        await database.ExecuteAsync(
            "INSERT INTO events VALUES (1, NULL); INSERT INTO accounts VALUES (1, 0); INSERT INTO transfers VALUES (2, 0, 0)");

        Assert.Equal([1], await accounts.WaitForAsync(1));
        Assert.Equal(["public.accounts", "public.transfers"], (await tables.WaitForAsync(2)).Select(line => line.Split(' ')[0]).Order());
        await database.CaughtUpAsync(client);
    }

    [Fact]
    public async Task ATableByNameComesAloneAndHoldsTheSlotUntilItsBatchIsFinished()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "untyped_one");
        await database.CreateSlotAsync();
        await using var client = database.Client();
        await database.ExecuteAsync("INSERT INTO transfers VALUES (1, 0, 0); INSERT INTO accounts VALUES (5, 0)");
        await using (var enumerator = client.Batches("Public.ACCOUNTS").GetAsyncEnumerator())
        {
            Assert.True(await enumerator.MoveNextAsync());
            Assert.Equal("public.accounts", enumerator.Current.Table.QualifiedName);
            Assert.Equal(1, enumerator.Current.Count);
            Assert.Equal(0u, client.Statistics.AcknowledgedLsn);
        }
    }

    [Fact]
    public async Task ATableThatDoesNotExistIsAnErrorThatNamesIt()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "untyped_missing");
        await using var client = database.Client();
        var error = await Assert.ThrowsAsync<CdcTableException>(() => Follow(client.Batches("public.\"Accounts\"")).WaitForAsync(1));
        Assert.Contains("Table public.Accounts does not exist in database untyped_missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingPublicationIsNotMadeOfTablesThatNobodyNamed()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "untyped_unpublished");
        await using var client = database.Client(options => options.Publication = "none");
        var error = await Assert.ThrowsAsync<CdcServerException>(() => Follow(client.Tables()).WaitForAsync(1));
        Assert.Contains("Publication none does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("CREATE PUBLICATION \"none\" FOR TABLE", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.QueryAsync<long>("SELECT count(*) FROM pg_publication"));
    }

    /// <summary>Keeps a line for each batch: the table, its key, and its columns in the order of their names.</summary>
    private static Follower<string> Follow(IAsyncEnumerable<CdcBatch> batches) => Follower.Start(batches, batch =>
        $"{batch.Table} key {string.Join(", ", batch.Table.Key.ToArray())}: "
        + string.Join(", ", batch.Table.Columns.ToArray().Select(column => column.Name).Order()));
}
