using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Refusals;

/// <summary>Connections that cannot be made, and tables that cannot be followed: one sentence each, and no password.</summary>
[Collection(ServerCollection.Name)]
public sealed class ConnectionTests(ServerFixture fixture)
{
    [Fact]
    public async Task AServerThatIsNotThereIsNamedWithItsPort()
    {
        var error = await ConnectionErrorAsync(connection => connection.Port = 9);

        Assert.Contains($"{new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString).Host}:9", error.Message, StringComparison.Ordinal);
        Assert.Contains("check Host and Port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongPasswordIsSaidAndNotShown()
    {
        var error = await ConnectionErrorAsync(connection => connection.Password = "wrong-secret");

        Assert.Contains("refused the password of role postgres", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseThatDoesNotExistIsNamed()
    {
        var error = await ConnectionErrorAsync(connection => connection.Database = "nowhere");

        Assert.Contains("Database nowhere does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARoleWithoutReplicationIsToldTheStatementThatGivesIt()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "role_right");
        await using var role = await TestRole.CreateAsync(database, "role_right");
        await using var client = database.Client(options => options.ConnectionString = role.ConnectionString);

        var error = await Assert.ThrowsAsync<CdcServerException>(() => Follower.Start(client.Accounts(), change => change.Kind).WaitForAsync(1));

        Assert.Contains("""run ALTER ROLE "role_right" REPLICATION""", error.Message, StringComparison.Ordinal);
        await database.ExecuteAsync("""ALTER ROLE "role_right" REPLICATION""");
        await using var next = database.Client(options => options.ConnectionString = role.ConnectionString);
        var rows = Follower.Start(next.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Assert.Equal([1], await rows.WaitForAsync(1));
    }

    [Theory]
    [InlineData("DROP TABLE accounts; CREATE TABLE accounts (id bigint PRIMARY KEY, balance bigint NOT NULL) PARTITION BY RANGE (id)", "is partitioned")]
    [InlineData("DROP TABLE accounts; CREATE VIEW accounts AS SELECT 1::bigint AS id, 2::bigint AS balance", "is not a table")]
    [InlineData("ALTER TABLE accounts SET UNLOGGED", "SET LOGGED")]
    public async Task ATableWithoutChangesOfItsOwnIsAnErrorThatSaysWhy(string sql, string message)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "table_kind");
        await database.ExecuteAsync(sql);
        await using var client = database.Client();

        var error = await Assert.ThrowsAsync<CdcTableException>(() => Follower.Start(client.Accounts(), change => change.Kind).WaitForAsync(1));

        Assert.Contains("public.accounts", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientThatFailedGivesTheSameErrorEachTime()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "same_error");
        await database.ExecuteAsync("DROP TABLE transfers");
        await using var client = database.Client();
        var (accounts, transfers) = (client.Accounts(), client.Transfers());

        var first = await Assert.ThrowsAsync<CdcTableException>(() => Follower.Start(accounts, change => change.Kind).WaitForAsync(1));
        var second = await Assert.ThrowsAsync<CdcTableException>(() => Follower.Start(transfers, change => change.Kind).WaitForAsync(1));
        var third = await Assert.ThrowsAsync<CdcTableException>(() => Follower.Start(accounts.Batches, batch => batch.Count).WaitForAsync(1));

        Assert.Equal((first.Message, first.Message), (second.Message, third.Message));
        await client.StopAsync();
    }

    private async Task<CdcConnectionException> ConnectionErrorAsync(Action<NpgsqlConnectionStringBuilder> spoil)
    {
        var connection = new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString);
        spoil(connection);
        await using var client = new CdcClient(new CdcOptions { ConnectionString = connection.ConnectionString, Slot = "never" });

        return await Assert.ThrowsAsync<CdcConnectionException>(() => Follower.Start(client.Accounts(), change => change.Kind).WaitForAsync(1));
    }
}
