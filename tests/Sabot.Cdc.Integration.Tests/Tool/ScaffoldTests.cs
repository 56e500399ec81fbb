using Npgsql;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

[Collection(ServerCollection.Name)]
public sealed class ScaffoldTests(ServerFixture fixture) : IAsyncLifetime
{
    private const string Database = "scaffold_tests";

    private readonly PostgresServer _server = fixture.Server;
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("sabot-cdc-").FullName, "Cdc");
    private string _connection = "";

    public async Task InitializeAsync() => _connection = await _server.CreateDatabaseAsync(Database);

    public async Task DisposeAsync()
    {
        await _server.DropDatabaseAsync(Database);
        Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
    }

    [Fact]
    public async Task TheFileOfATableSaysWhatTheCatalogSays()
    {
        await ExecuteAsync(
            """
            CREATE DOMAIN price AS numeric(12,2) NOT NULL;
            CREATE DOMAIN net_price AS price;
            CREATE DOMAIN plain AS text;
            CREATE TYPE mood AS ENUM ('good', 'bad');
            CREATE TABLE users (
                id bigint PRIMARY KEY, email varchar(80) NOT NULL, code char(5), dropped int, balance net_price, note plain,
                mood mood, tags text[], "two ""quoted"" Words" int, added timestamp(3) with time zone, twice bigint GENERATED ALWAYS AS (id * 2) STORED);
            ALTER TABLE users DROP COLUMN dropped;
            """);

        var run = await ScaffoldAsync();

        Assert.Equal((0, $"wrote {PathOf("users")}\nwrote {PathOf("mood.type")}\n1 table, 1 type: 2 written, 0 unchanged\n", ""), Printed(run));
        Assert.Equal(
            """
            format 1
            table public.users
            identity default
            key id
            column added timestamp(3) with time zone
            column balance numeric(12,2)
              domain public.net_price
            column code character(5)
            column email character varying(80) not null
            column id bigint not null
            column mood public.mood
            column note text
              domain public.plain
            column tags text[]
            column twice bigint
              generated
            column "two ""quoted"" Words" integer

            """,
            ReadFile("users"));
    }

    [Theory]
    [InlineData("", "default", "b, a")]
    [InlineData("ALTER TABLE t REPLICA IDENTITY FULL", "full", "b, a")]
    [InlineData("ALTER TABLE t REPLICA IDENTITY NOTHING", "nothing", null)]
    [InlineData("ALTER TABLE t REPLICA IDENTITY USING INDEX other", "index", "c")]
    [InlineData("ALTER TABLE t REPLICA IDENTITY USING INDEX other; DROP INDEX other", "nothing", null)]
    [InlineData("ALTER TABLE t DROP CONSTRAINT t_pkey", "default", null)]
    [InlineData("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (b, a) DEFERRABLE", "default", null)]
    public async Task IdentityAndKeyAreThoseThatDecodingUses(string change, string identity, string? key)
    {
        await ExecuteAsync($"CREATE TABLE t (a int, b int, c int NOT NULL, d int, PRIMARY KEY (b, a)); CREATE UNIQUE INDEX other ON t (c) INCLUDE (d); {change}");

        await ScaffoldAsync();

        var keyLine = key is null ? "" : $"key {key}\n";
        Assert.Contains($"identity {identity}\n{keyLine}column ", ReadFile("t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlyTablesWhoseChangesAreLoggedUnderTheirNameGetFiles()
    {
        await ExecuteAsync(
            """
            CREATE TABLE parent (id int PRIMARY KEY) PARTITION BY RANGE (id);
            CREATE TABLE part PARTITION OF parent FOR VALUES FROM (0) TO (9);
            CREATE UNLOGGED TABLE cache (id int);
            CREATE VIEW seen AS SELECT 1 AS one;
            CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
            CREATE SCHEMA other;
            CREATE TABLE other.users (id int);
            """);

        var run = await ScaffoldAsync();

        Assert.Equal([Path.GetFileName(PathOf("parent"))], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
        Assert.Contains("left out public.cache: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondRunChangesNothing()
    {
        await ExecuteAsync("CREATE TABLE a (id int); CREATE TABLE b (id int)");
        await ScaffoldAsync();
        var before = File.GetLastWriteTimeUtc(PathOf("a"));

        var run = await ScaffoldAsync();

        Assert.Equal((0, $"unchanged {PathOf("a")}\nunchanged {PathOf("b")}\n2 tables: 0 written, 2 unchanged\n", ""), Printed(run));
        Assert.Equal(before, File.GetLastWriteTimeUtc(PathOf("a")));
    }

    [Fact]
    public async Task TheSameSchemaMadeInAnotherOrderAndWithOtherSettingsGivesTheSameBytes()
    {
        await ExecuteAsync("CREATE TYPE mood AS ENUM ('good'); CREATE TABLE t (id int PRIMARY KEY, m mood, \"É\" text, z int); CREATE TABLE u (id int)");
        await ScaffoldAsync();
        var other = await _server.CreateDatabaseAsync(Database + "_2");
        await _server.ExecuteAsync($"ALTER DATABASE {Database}_2 SET search_path = elsewhere");
        await _server.ExecuteAsync(
            """
            CREATE TABLE public.u (gone int, id int);
            ALTER TABLE public.u DROP COLUMN gone;
            CREATE TABLE public.t (z int, "É" text);
            CREATE TYPE public.mood AS ENUM ('good');
            ALTER TABLE public.t ADD m public.mood, ADD id int PRIMARY KEY;
            """, Database + "_2");

        var folder = _folder + "2";
        await ToolRun.ScaffoldAsync(other, folder);
        await _server.DropDatabaseAsync(Database + "_2");

        foreach (var table in (string[])["t", "u"])
            Assert.Equal(await File.ReadAllBytesAsync(PathOf(table)), await File.ReadAllBytesAsync(Path.Combine(folder, $"public.{table}.cdc")));
    }

    [Fact]
    public async Task AColumnThatGoesAndComesBackLeavesATombstoneAndTakesItAway()
    {
        await ExecuteAsync("CREATE TABLE t (id int, nick text, mail varchar(9))");
        await ScaffoldAsync();
        await ExecuteAsync("ALTER TABLE t DROP nick, DROP mail");
        await ScaffoldAsync();
        Assert.EndsWith("column id integer\nremoved mail character varying(9)\nremoved nick text\n", ReadFile("t"), StringComparison.Ordinal);

        await ExecuteAsync("ALTER TABLE t ADD nick int");
        await ScaffoldAsync();
        Assert.EndsWith("column id integer\ncolumn nick integer\nremoved mail character varying(9)\n", ReadFile("t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVanishedTableIsSaidAndTheOthersAreWritten()
    {
        await ExecuteAsync("CREATE TABLE old (id int)");
        await ScaffoldAsync();
        await ExecuteAsync("DROP TABLE old; CREATE TABLE fresh (id int)");

        var run = await ScaffoldAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"{PathOf("old")}: the database has no table public.old any more", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(PathOf("fresh")));
        Assert.Equal(0, (await ScaffoldAsync("--table", "fresh")).ExitCode);
    }

    [Fact]
    public async Task TablesAndSchemasAreChosenByName()
    {
        await ExecuteAsync("CREATE SCHEMA \"Audit\"; CREATE TABLE \"Audit\".users (id int); CREATE TABLE users (id int); CREATE TABLE orders (id int)");

        await ScaffoldAsync("--table", "Users", "--table", "\"Audit\".users");
        Assert.Equal(["Audit.users.cdc", "public.users.cdc"], FileNames());

        await ScaffoldAsync("--schema", "public", "--schema", "\"Audit\"");
        Assert.Equal(["Audit.users.cdc", "public.orders.cdc", "public.users.cdc"], FileNames());
    }

    [Theory]
    [InlineData("--table", "nope", "Table nope does not exist in schema public;")]
    [InlineData("--table", "public.nope", "Table public.nope does not exist;")]
    [InlineData("--table", "seen", "Table seen does not exist in schema public; it has to be an ordinary or partitioned table")]
    [InlineData("--schema", "nope", "Schema nope does not exist in database scaffold_tests; it has: empty, public.")]
    [InlineData("--schema", "empty", "Schema empty has no tables")]
    public async Task WhatIsNotThereIsOneSentence(string option, string name, string sentence)
    {
        await ExecuteAsync("CREATE SCHEMA empty; CREATE TABLE users (id int); CREATE VIEW seen AS SELECT 1 AS one");

        var run = await ScaffoldAsync(option, name);

        AssertFails(run, sentence);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public async Task AFileThatCannotBeReadStopsTheRunBeforeAnyFileIsWritten()
    {
        await ExecuteAsync("CREATE TABLE users (id int); CREATE TABLE orders (id int)");
        await ScaffoldAsync("--table", "users");
        var future = ReadFile("users").Replace("format 1", "format 2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(PathOf("users"), future);

        AssertFails(await ScaffoldAsync(), $"{PathOf("users")}(1,8): ");
        Assert.Equal(future, ReadFile("users"));
        Assert.False(File.Exists(PathOf("orders")));
    }

    [Fact]
    public async Task AWrongPasswordDatabaseOrUserIsOneSentenceWithoutThePassword()
    {
        AssertFails(await ScaffoldWithAsync(settings => settings.Password = "hunter2"), "The server at ", "refuses the password of user postgres;");
        AssertFails(await ScaffoldWithAsync(settings => settings.Database = "nope"), "The server at ", "has no database nope;");
        AssertFails(await ScaffoldWithAsync(settings => settings.Username = "nobody"), "The server at ", "refuses the password of user nobody;");
        AssertFails(await ScaffoldWithAsync(settings => settings.Password = null), "The server at ", "does not let user postgres in without a password;");
    }

    [Fact]
    public async Task AColumnNameWithALineBreakIsOneSentence()
    {
        await ExecuteAsync("CREATE TABLE t (\"two\nlines\" int)");
        AssertFails(await ScaffoldAsync(), "Table public.t: The name \"two\\nlines\" holds a line break");
    }

    [Fact]
    public async Task AUserWithoutAnyRightsOnTheTablesCanScaffold()
    {
        await ExecuteAsync("CREATE TABLE t (id int); DROP ROLE IF EXISTS scaffold_reader; CREATE ROLE scaffold_reader LOGIN PASSWORD 'reader'");
        var run = await ScaffoldWithAsync(settings => (settings.Username, settings.Password) = ("scaffold_reader", "reader"));
        await ExecuteAsync("DROP ROLE scaffold_reader");

        Assert.Equal(0, run.ExitCode);
    }

    private static (int ExitCode, string Output, string Error) Printed(ToolRun run) =>
        (run.ExitCode, run.Output.ReplaceLineEndings("\n"), run.Error.ReplaceLineEndings("\n"));

    private static void AssertFails(ToolRun run, string start, string part = "")
    {
        Assert.Equal(3, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith(start, run.Error, StringComparison.Ordinal);
        Assert.Contains(part, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    private Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql, Database);

    private Task<ToolRun> ScaffoldAsync(params string[] options) => ToolRun.ScaffoldAsync(_connection, _folder, options);

    private Task<ToolRun> ScaffoldWithAsync(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(_connection);
        change(settings);
        return ToolRun.ScaffoldAsync(settings.ConnectionString, _folder);
    }

    private string PathOf(string table) => Path.Combine(_folder, $"public.{table}.cdc");

    private string ReadFile(string table) => File.ReadAllText(PathOf(table));

    private IEnumerable<string?> FileNames() =>
        Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
