using System.Text.Json;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>The check of a folder that scaffold wrote, after the database has changed.</summary>
[Collection(ServerCollection.Name)]
public sealed class CheckTests(ServerFixture fixture) : IAsyncLifetime
{
    private const string Database = "check_tests";

    private readonly PostgresServer _server = fixture.Server;
    private readonly string _root = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;
    private string _connection = "";

    private string Folder => Path.Combine(_root, "Cdc");

    public async Task InitializeAsync()
    {
        _connection = await _server.CreateDatabaseAsync(Database);
        await ExecuteAsync(
            """
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE TYPE address AS (street text, zip varchar(10));
            CREATE DOMAIN email AS text;
            CREATE SCHEMA sales;
            CREATE TABLE sales.orders (id int PRIMARY KEY);
            CREATE TABLE users (
                id bigint PRIMARY KEY, mail email NOT NULL, nick text, age int NOT NULL, mood mood, home address, "Odd Name" int);
            ALTER TABLE users REPLICA IDENTITY FULL;
            """);
        Assert.Equal(0, (await ToolRun.ScaffoldAsync(_connection, Folder, "--schema", "public", "--schema", "sales")).ExitCode);
    }

    public async Task DisposeAsync()
    {
        await _server.DropDatabaseAsync(Database);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task WhatScaffoldHasJustWrittenIsTheSame()
    {
        var run = await CheckAsync("text");

        Assert.Equal((0, $"The files are the same as those of database {Database}.\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("DROP TABLE users", 2, "SABOT060 users 2", "SABOT074 mood.type 2", "SABOT074 address.type 2")]
    [InlineData("DROP SCHEMA sales CASCADE", 2, "SABOT060 sales.orders 2")]
    [InlineData("ALTER TABLE users SET UNLOGGED", 2, "SABOT060 users 2", "SABOT074 mood.type 2", "SABOT074 address.type 2")]
    [InlineData("ALTER TABLE users DROP nick", 2, "SABOT062 users 12")]
    [InlineData("ALTER TABLE users DROP \"Odd Name\"", 2, "SABOT062 users 5")]
    [InlineData("ALTER TABLE users ADD born date", 1, "SABOT063 users 2")]
    [InlineData("ALTER TABLE users RENAME nick TO nickname", 2, "SABOT064 users 12")]
    [InlineData("ALTER TABLE users ALTER age TYPE bigint", 2, "SABOT065 users 6")]
    [InlineData("ALTER TABLE users ALTER nick TYPE varchar(80)", 1, "SABOT065 users 12")]
    [InlineData("ALTER TABLE users ALTER age DROP NOT NULL", 2, "SABOT066 users 6")]
    [InlineData("ALTER TABLE users ALTER nick SET NOT NULL", 2, "SABOT067 users 12")]
    [InlineData("ALTER TABLE users REPLICA IDENTITY DEFAULT", 2, "SABOT068 users 3")]
    [InlineData("ALTER TABLE users DROP CONSTRAINT users_pkey, ADD PRIMARY KEY (id, age)", 2, "SABOT069 users 4")]
    [InlineData("ALTER TYPE mood ADD VALUE 'great'", 1, "SABOT070 mood.type 2")]
    [InlineData("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'", 2, "SABOT072 mood.type 4")]
    [InlineData("ALTER TABLE users DROP mood", 2, "SABOT062 users 11", "SABOT074 mood.type 2")]
    [InlineData("CREATE TYPE size AS ENUM ('s'); ALTER TABLE users ADD size size", 1, "SABOT063 users 2", "SABOT075 size.type 1")]
    [InlineData("ALTER TABLE users ALTER mail TYPE text", 1, "SABOT076 users 9")]
    [InlineData("COMMENT ON COLUMN users.nick IS 'for friends'", 1, "SABOT077 users 12")]
    [InlineData("ALTER TYPE address ADD ATTRIBUTE town text", 1, "SABOT063 address.type 2")]
    [InlineData("ALTER TYPE address DROP ATTRIBUTE zip", 2, "SABOT062 address.type 4")]
    [InlineData("CREATE TABLE unknown (id int)", 0)]
    public async Task AChangeOfTheDatabaseIsFoundAtItsLine(string change, int exitCode, params string[] expected)
    {
        await ExecuteAsync(change);

        var run = await CheckAsync("json");

        using var document = JsonDocument.Parse(run.Output);
        var found = document.RootElement.GetProperty("differences").EnumerateArray().Select(Describe);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task AfterScaffoldThereIsNoDifferenceLeft()
    {
        await ExecuteAsync(
            """
            ALTER TABLE users DROP nick, ADD born date, ALTER age TYPE bigint, REPLICA IDENTITY DEFAULT;
            ALTER TYPE mood ADD VALUE 'great' BEFORE 'ok';
            ALTER TYPE address ADD ATTRIBUTE town text;
            COMMENT ON TABLE users IS 'people';
            """);
        Assert.Equal(2, (await CheckAsync("text")).ExitCode);

        await ToolRun.ScaffoldAsync(_connection, Folder, "--schema", "public", "--schema", "sales");

        Assert.Equal(0, (await CheckAsync("text")).ExitCode);
    }

    [Fact]
    public async Task WhatTheConfigurationSaysIsComparedToo()
    {
        var configuration = Path.Combine(_root, "sabot-cdc.json");
        await File.WriteAllTextAsync(configuration, """{ "exclude": ["public.secrets"], "names": { "public.users.nick": "Handle" } }""");
        await ExecuteAsync("CREATE TABLE secrets (id int); CREATE TABLE plain (id int)");

        var run = await ToolRun.RunAsync(_connection, "check", "--config", configuration, "--format", "json");

        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(
            ["SABOT061 plain 1", "SABOT074 sales.orders 2", "SABOT078 users 12"],
            document.RootElement.GetProperty("differences").EnumerateArray().Select(Describe).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ABuildReadsItsLines()
    {
        await ExecuteAsync("ALTER TABLE users DROP nick");

        var run = await CheckAsync("msbuild");

        Assert.StartsWith($"{Path.Combine(Folder, "public.users.cdc")}(12,8): error SABOT062: Column nick of public.users was dropped. ", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    private static string Describe(JsonElement difference)
    {
        var file = Path.GetFileNameWithoutExtension(difference.GetProperty("file").GetString()!);
        return $"{difference.GetProperty("id")} {(file.StartsWith("public.", StringComparison.Ordinal) ? file["public.".Length..] : file)} {difference.GetProperty("line")}";
    }

    private Task<ToolRun> CheckAsync(string format) => ToolRun.RunAsync(_connection, "check", "--output", Folder, "--format", format);

    private Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql, Database);
}
