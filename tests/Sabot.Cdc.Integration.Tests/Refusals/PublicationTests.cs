using System.Text.RegularExpressions;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Refusals;

/// <summary>A client with a publication: made by it, made before, and made so that it does not do.</summary>
[Collection(ServerCollection.Name)]
public sealed class PublicationTests(ServerFixture fixture)
{
    private const string Publication = "followed";

    [Fact]
    public async Task AMissingPublicationIsMadeForTheFollowedTablesAndUsedAgain()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_made");
        for (var run = 1; run <= 2; run++)
        {
            await using var client = Client(database);
            var (accountStream, transferStream) = (client.Accounts(), client.Transfers());
            var accounts = Follower.Start(accountStream, change => change.Key.Id);
            var transfers = Follower.Start(transferStream, change => change.Key.Id);
            await database.StreamingAsync();
            await database.ExecuteAsync($"INSERT INTO accounts VALUES ({run}, 0); INSERT INTO transfers VALUES ({run}, 0, 0)");
            Assert.Equal([run], await accounts.WaitForAsync(1));
            Assert.Equal([run], await transfers.WaitForAsync(1));
            await client.StopAsync();
        }

        Assert.Equal(
            ["public.accounts", "public.transfers"],
            await database.QueryAsync<string[]>($"SELECT array_agg(schemaname || '.' || tablename ORDER BY 1) FROM pg_publication_tables WHERE pubname = '{Publication}'") ?? []);
    }

    [Theory]
    [InlineData("FOR ALL TABLES")]
    [InlineData("FOR TABLES IN SCHEMA public")]
    [InlineData("FOR TABLE transfers, accounts")]
    public async Task AnExistingPublicationThatHasTheTableIsUsed(string tables)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_used");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} {tables}");
        await using var client = Client(database);
        var accounts = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");

        Assert.Equal([1], await accounts.WaitForAsync(1));
    }

    [Fact]
    public async Task AnExistingPublicationWithoutTheTableIsAnErrorWithTheStatementThatAddsIt()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_lacks");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} FOR TABLE transfers");
        await using var client = Client(database);

        var error = await Assert.ThrowsAsync<CdcTableException>(() => Follower.Start(client.Accounts(), change => change.Kind).WaitForAsync(1));

        Assert.Contains("public.accounts is not in publication followed", error.Message, StringComparison.Ordinal);
        await database.ExecuteAsync(StatementOf(error));
        await using var next = Client(database);
        var accounts = Follower.Start(next.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Assert.Equal([1], await accounts.WaitForAsync(1));
    }

    [Fact]
    public async Task APublicationOfInsertsHasInsertsOnly()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_inserts");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} FOR TABLE accounts WITH (publish = 'insert')");
        await using var client = Client(database);
        var accounts = Follower.Start(client.Accounts(), change => $"{change.Kind} {change.Key.Id}");
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0); UPDATE accounts SET balance = 1; DELETE FROM accounts; TRUNCATE accounts; INSERT INTO accounts VALUES (2, 0)");
        await database.CaughtUpAsync(client);

        Assert.Equal(["Insert 1", "Insert 2"], accounts.Items);
    }

    [Fact]
    public async Task AColumnThatThePublicationLeavesOutIsADrift()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_columns");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} FOR TABLE drifting (id, amount)");
        await using var client = Client(database);
        var rows = Follower.Start(client.Drifting(), change => change.Kind);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO drifting VALUES (1, 'secret', 0)");

        var error = await Assert.ThrowsAsync<CdcSchemaDriftException>(() => Wait.ForAsync(rows.Completion, "the missing column is noticed"));

        Assert.Equal(("public.drifting", "note", "text", null), (error.Table, error.Column, error.Compiled, error.Streamed));
    }

    [Fact]
    public async Task ARowFilterIsRefusedRatherThanIgnored()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_filter");
        await database.ExecuteAsync($"CREATE PUBLICATION {Publication} FOR TABLE accounts WHERE (id > 5)");
        await using var client = Client(database);
        var rows = Follower.Start(client.Accounts(), change => change.Kind);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");

        var error = await Assert.ThrowsAsync<CdcServerException>(() => Wait.ForAsync(rows.Completion, "the row filter is refused"));

        Assert.Contains("row filter", error.Message, StringComparison.Ordinal);
        Assert.Empty(rows.Items);
    }

    [Fact]
    public async Task APublicationYoungerThanTheSlotIsAnErrorThatSaysSo()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_young");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await using var client = Client(database);

        var error = await Assert.ThrowsAsync<CdcServerException>(() => Follower.Start(client.Accounts(), change => change.Kind).WaitForAsync(1));

        Assert.Contains("\"followed\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("older than the slot's position", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARoleThatMayNotMakeThePublicationIsToldWhatItsOwnerHasToRun()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "publication_right");
        await using var role = await TestRole.CreateAsync(database, "publication_right", "REPLICATION");
        await using var client = Client(database, options => options.ConnectionString = role.ConnectionString);

        var error = await Assert.ThrowsAsync<CdcServerException>(() => Follower.Start(client.Accounts(), change => change.Kind).WaitForAsync(1));

        Assert.Contains("may not create it", error.Message, StringComparison.Ordinal);
        await database.ExecuteAsync(StatementOf(error));
        await using var next = Client(database, options => options.ConnectionString = role.ConnectionString);
        var accounts = Follower.Start(next.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Assert.Equal([1], await accounts.WaitForAsync(1));
    }

    private static CdcClient Client(TestDatabase database, Action<CdcOptions>? configure = null) => database.Client(options =>
    {
        options.Publication = Publication;
        configure?.Invoke(options);
    });

    /// <summary>The statement that the message says to run.</summary>
    private static string StatementOf(CdcException error) => Regex.Match(error.Message, "run (.*?)( as the tables' owner)?\\.$").Groups[1].Value;
}
