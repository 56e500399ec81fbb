using Npgsql;

namespace Sabot.Cdc.Integration.Tests.Servers;

[Collection(ServerCollection.Name)]
public sealed class ServerTests(ServerFixture fixture)
{
    private readonly PostgresServer _server = fixture.Server;

    [Fact]
    public async Task TheServerAnswersWithItsVersion()
    {
        Assert.StartsWith("PostgreSQL ", await _server.QueryAsync<string>("SELECT version()"));
    }

    [Fact]
    public async Task ASlotOfThePluginIsCreatedAndDropped()
    {
        await using (var slot = await _server.ReserveSlotAsync("server_tests"))
        {
            await _server.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{slot}', 'wal2arrow')");
            Assert.Equal(1, await SlotCountAsync());
        }

        Assert.Equal(0, await SlotCountAsync());
    }

    [Fact]
    public async Task ADatabaseOfAnotherEncodingIsCreatedAnewEachTime()
    {
        await _server.CreateDatabaseAsync("server_tests_latin1", "LATIN1");
        await _server.ExecuteAsync("CREATE TABLE left_over ()", "server_tests_latin1");
        await _server.CreateDatabaseAsync("server_tests_latin1", "LATIN1");

        Assert.Equal("LATIN1", await _server.QueryAsync<string>("SHOW server_encoding", "server_tests_latin1"));
        Assert.Null(await _server.QueryAsync<string>("SELECT to_regclass('left_over')::text", "server_tests_latin1"));
        await _server.DropDatabaseAsync("server_tests_latin1");
    }

    [Theory]
    [InlineData(ShutdownMode.Fast)]
    [InlineData(ShutdownMode.Immediate)]
    public async Task ARestartKeepsDataAndPort(ShutdownMode mode)
    {
        await using var server = await ServerFixture.StartAsync();
        await server.ExecuteAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        var before = server.ConnectionString;
        var start = await server.QueryAsync<DateTime>("SELECT pg_postmaster_start_time()");

        await server.RestartAsync(mode);

        Assert.Equal(before, server.ConnectionString);
        Assert.Equal(42, await server.QueryAsync<int>("SELECT answer FROM kept"));
        Assert.NotEqual(start, await server.QueryAsync<DateTime>("SELECT pg_postmaster_start_time()"));
        Assert.Equal(mode == ShutdownMode.Immediate, (await server.ReadLogAsync()).Contains("automatic recovery in progress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheServerWantsAPassword()
    {
        var wrong = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Password = "wrong" };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
    }

    private Task<long> SlotCountAsync() =>
        _server.QueryAsync<long>("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'server_tests'");
}
