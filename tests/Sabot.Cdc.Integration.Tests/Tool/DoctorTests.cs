using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>Each finding about roles, tables, publications and slots, provoked, and mended by its own statement.</summary>
[Collection(ServerCollection.Name)]
public sealed class DoctorTests(ServerFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AServerInOrderHasNothingWorseThanAdviceAndNothingIsLeftBehind()
    {
        await using var database = await EmptyAsync("doctor_fine", "CREATE TABLE plain (id int PRIMARY KEY)");

        var run = await DoctorRun.RunAsync(database.ConnectionString, "--slot", "doctor_fine");

        Assert.All(run.Findings, finding => Assert.Equal("advice", finding.Severity));
        Assert.Equal(0, run.ExitCode);
        Assert.False(await database.QueryAsync<bool>("SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name LIKE 'sabot_cdc_doctor%'"));
        var text = await ToolRun.RunAsync(database.ConnectionString, "doctor");
        Assert.StartsWith("PostgreSQL ", text.Output, StringComparison.Ordinal);
        Assert.Contains("0 errors, 0 warnings", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARoleThatMayNotReplicateIsAnError()
    {
        await using var database = await EmptyAsync("doctor_role");
        await using var role = await TestRole.CreateAsync(database, "doctor_nobody");

        var run = await DoctorRun.RunAsync(role.ConnectionString, "--publication", "nope");
        var finding = run.Single("role-replication", "error");
        Assert.Equal("role doctor_nobody", finding.Where);
        Assert.Contains("in database doctor_role", run.Single("role-create", "error").What, StringComparison.Ordinal);

        await database.ExecuteAsync(finding.Fix!);
        await database.ExecuteAsync(run.Single("role-create", "error").Fix!);
        var mended = await DoctorRun.RunAsync(role.ConnectionString, "--publication", "nope");
        mended.HasNone("role-replication");
        mended.HasNone("role-create");
    }

    [Theory]
    [InlineData("", "it has no primary key")]
    [InlineData("; ALTER TABLE t ADD PRIMARY KEY (id), REPLICA IDENTITY NOTHING", "its replica identity is NOTHING")]
    [InlineData("; CREATE UNIQUE INDEX i ON t (id); ALTER TABLE t REPLICA IDENTITY USING INDEX i; DROP INDEX i", "the index of its replica identity was dropped")]
    public async Task ATableWithoutIdentityIsAWarningAndAnErrorOnceItsUpdatesArePublished(string change, string cause)
    {
        await using var database = await EmptyAsync("doctor_identity", $"CREATE TABLE t (id int NOT NULL){change}");

        var warning = (await DoctorRun.RunAsync(database.ConnectionString)).Single("table-identity", "warning");
        Assert.Contains(cause, warning.What, StringComparison.Ordinal);

        await database.ExecuteAsync("CREATE PUBLICATION p FOR TABLE t; INSERT INTO t VALUES (1)");
        var error = (await DoctorRun.RunAsync(database.ConnectionString, "--publication", "p")).Single("table-identity", "error");
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("UPDATE t SET id = 2"));

        (await DoctorRun.MendAsync(database, error, "--publication", "p")).HasNone("table-identity");
        await database.ExecuteAsync("UPDATE t SET id = 2");
    }

    [Fact]
    public async Task AToastableColumnWithoutFullIsAdvice()
    {
        await using var database = await EmptyAsync("doctor_toast", "CREATE TABLE t (id int PRIMARY KEY, body text, small int, picture bytea)");

        var finding = (await DoctorRun.RunAsync(database.ConnectionString)).Single("table-toast", "advice");

        Assert.Contains("body, picture", finding.What, StringComparison.Ordinal);
        (await DoctorRun.MendAsync(database, finding)).HasNone("table-toast");
    }

    [Fact]
    public async Task TablesOfFilesThatCannotBeStreamedAreErrors()
    {
        await using var database = await EmptyAsync(
            "doctor_files",
            "CREATE UNLOGGED TABLE cache (id int PRIMARY KEY); CREATE TABLE parent (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE VIEW seen AS SELECT 1 AS id");
        foreach (var table in (string[])["cache", "parent", "seen", "gone"])
            await WriteFileAsync(table);
        await File.WriteAllTextAsync(Path.Combine(_folder, "public.broken.cdc"), "format 1\ntable public.broken\nnonsense\n");

        var run = await DoctorRun.RunAsync(database.ConnectionString, "--output", _folder);

        Assert.Equal("table public.parent", run.Single("table-partitioned", "error").Where);
        Assert.Equal("table public.seen", run.Single("table-kind", "error").Where);
        Assert.Equal("table public.gone", run.Single("table-missing", "error").Where);
        Assert.Equal($"{Path.Combine(_folder, "public.broken.cdc")}(3,1)", run.Single("schema-file", "error").Where);
        (await DoctorRun.MendAsync(database, run.Single("table-unlogged", "error"), "--output", _folder)).HasNone("table-unlogged");
    }

    [Fact]
    public async Task APartitionedTableNeedsAPublicationThroughItsRootAndPartitionsThatLogAsMuch()
    {
        await using var database = await EmptyAsync(
            "doctor_partitions",
            "CREATE TABLE parent (id int PRIMARY KEY, name int) PARTITION BY RANGE (id); CREATE TABLE child PARTITION OF parent DEFAULT");
        await WriteFileAsync("parent");
        string[] options = ["--output", _folder, "--publication", "p"];

        Assert.Contains("--publication", (await DoctorRun.RunAsync(database.ConnectionString, "--output", _folder)).Single("table-partitioned", "error").Then, StringComparison.Ordinal);
        var missing = await DoctorRun.RunAsync(database.ConnectionString, options);
        missing.HasNone("table-partitioned");
        Assert.EndsWith("WITH (publish_via_partition_root = true)", missing.Single("publication-missing", "advice").Fix, StringComparison.Ordinal);

        await database.ExecuteAsync("CREATE PUBLICATION p FOR TABLE parent");
        var apart = await DoctorRun.RunAsync(database.ConnectionString, options);
        apart.HasNone("publication-table");
        var mended = await DoctorRun.MendAsync(database, apart.Single("table-partitioned", "error"), options);
        Assert.Equal(0, mended.ExitCode);

        await database.ExecuteAsync("ALTER TABLE parent REPLICA IDENTITY FULL");
        var partition = (await DoctorRun.RunAsync(database.ConnectionString, options)).Single("table-partition-identity", "error");
        Assert.Contains("Partition public.child of public.parent", partition.What, StringComparison.Ordinal);
        (await DoctorRun.MendAsync(database, partition, options)).HasNone("table-partition-identity");
    }

    [Fact]
    public async Task APublicationThatLacksWhatFilesWantIsMended()
    {
        await using var database = await EmptyAsync(
            "doctor_publication",
            "CREATE TABLE one (id int PRIMARY KEY, name int); CREATE TABLE two (id int PRIMARY KEY, name int); CREATE TABLE three (id int PRIMARY KEY, name int)");
        foreach (var table in (string[])["one", "two", "three"])
            await WriteFileAsync(table);
        await database.ExecuteAsync("CREATE PUBLICATION p FOR TABLE one (id), two WHERE (id > 5) WITH (publish = 'insert, update')");
        string[] options = ["--output", _folder, "--publication", "p"];

        var run = await DoctorRun.RunAsync(database.ConnectionString, options);
        var table3 = run.Single("publication-table", "error");
        Assert.Contains("public.three is not in publication p", table3.What, StringComparison.Ordinal);
        var columns = run.Single("publication-columns", "error");
        Assert.Contains("public.one that its .cdc file has: name", columns.What, StringComparison.Ordinal);
        var filter = run.Single("publication-row-filter", "error");
        Assert.Contains("public.two, (id > 5)", filter.What, StringComparison.Ordinal);
        var operations = run.Single("publication-operations", "warning");
        Assert.Contains("leaves out delete, truncate", operations.What, StringComparison.Ordinal);

        foreach (var finding in (DoctorFinding[])[table3, columns, filter])
            await database.ExecuteAsync(finding.Fix!);
        var mended = await DoctorRun.MendAsync(database, operations, options);
        Assert.DoesNotContain(mended.Findings, finding => finding.Id.StartsWith("publication-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AColumnThatIsNotAsItsFileSaysIsAnErrorOfDriftAndNotOfThePublication()
    {
        await using var database = await EmptyAsync("doctor_drift", "CREATE TABLE one (id int PRIMARY KEY, name int); CREATE PUBLICATION p FOR TABLE one");
        await WriteFileAsync("one");
        string[] options = ["--output", _folder, "--publication", "p"];
        (await DoctorRun.RunAsync(database.ConnectionString, options)).HasNone("schema-drift");

        await database.ExecuteAsync("ALTER TABLE one DROP COLUMN name, ADD COLUMN other text");

        var run = await DoctorRun.RunAsync(database.ConnectionString, options);
        var finding = run.Single("schema-drift", "error");
        Assert.Equal(Path.Combine(_folder, "public.one.cdc(6,8)"), finding.Where);
        Assert.Equal("Column name of public.one was dropped: a running client stops with CdcSchemaDriftException at the first change after it.", finding.What);
        run.HasNone("publication-columns");
    }

    [Fact]
    public async Task AMissingPublicationIsAdviceUnlessTheSlotIsThereAlready()
    {
        await using var database = await EmptyAsync("doctor_no_publication", "CREATE TABLE one (id int PRIMARY KEY, name int)");
        await WriteFileAsync("one");
        await WriteFileAsync("gone");
        string[] options = ["--output", _folder, "--publication", "p", "--slot", "doctor_no_publication"];

        (await DoctorRun.RunAsync(database.ConnectionString, options)).Single("publication-missing", "advice");
        await database.CreateSlotAsync();
        var error = (await DoctorRun.RunAsync(database.ConnectionString, options)).Single("publication-missing", "error");

        (await DoctorRun.MendAsync(database, error, options)).HasNone("publication-missing");
    }

    [Theory]
    [InlineData("SELECT pg_create_physical_replication_slot('doctor_slot')", "is physical")]
    [InlineData("SELECT pg_create_logical_replication_slot('doctor_slot', 'test_decoding')", "uses output plugin test_decoding")]
    public async Task ASlotOfAnotherKindIsAnError(string create, string what)
    {
        await using var database = await EmptyAsync("doctor_slot");
        await database.ExecuteAsync(create);

        var finding = (await DoctorRun.RunAsync(database.ConnectionString, "--slot", "doctor_slot")).Single("slot-kind", "error");

        Assert.Contains(what, finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASlotOfAnotherDatabaseIsAnError()
    {
        await using var database = await EmptyAsync("doctor_here");
        await using var other = await EmptyAsync("doctor_there");
        await other.CreateSlotAsync();

        var finding = (await DoctorRun.RunAsync(database.ConnectionString, "--slot", "doctor_there")).Single("slot-kind", "error");

        Assert.Contains("belongs to database doctor_there, not to doctor_here", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASlotInUseIsAdviceThatNamesItsClient()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "doctor_used");
        await using var client = database.Client();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);

        var finding = (await DoctorRun.RunAsync(database.ConnectionString, "--slot", "doctor_used")).Single("slot-in-use", "advice");

        Assert.Contains("(Sabot.Cdc, postgres, ", finding.What, StringComparison.Ordinal);
        await client.StopAsync();
    }

    [Fact]
    public async Task ATransactionThatASlotWouldWaitForIsNamed()
    {
        await using var database = await EmptyAsync("doctor_waits", "CREATE TABLE t (id int PRIMARY KEY)");
        await using var other = await database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("INSERT INTO t VALUES (1)", other, transaction))
            await insert.ExecuteNonQueryAsync();

        var finding = (await DoctorRun.RunAsync(database.ConnectionString)).Single("slot-creation", "warning");
        Assert.Contains($"process {other.ProcessID} ", finding.What, StringComparison.Ordinal);

        (await DoctorRun.MendAsync(database, finding)).HasNone("slot-creation");
    }

    [Fact]
    public async Task ADatabaseThatDoesNotKnowItsEncodingIsAnError()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "doctor_encoding", "SQL_ASCII");

        var finding = (await DoctorRun.RunAsync(database.ConnectionString)).Single("encoding", "error");

        Assert.Equal("database doctor_encoding", finding.Where);
    }

    [Fact]
    public async Task ADatabaseWhoseEncodingHasNoWayToUnicodeCannotBeConnectedTo()
    {
        var connection = await fixture.Server.CreateDatabaseAsync("doctor_mule", "MULE_INTERNAL");

        var run = await ToolRun.RunAsync(connection, "doctor");

        await fixture.Server.DropDatabaseAsync("doctor_mule");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("Database doctor_mule cannot be used: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("restore it into one of encoding UTF8", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logical_decoding_work_mem = '64kB'", "decoding-memory", "advice")]
    [InlineData("transaction_timeout = '1h'", "transaction-timeout", "warning")]
    public async Task ASettingOfTheRoleIsFoundAndMended(string setting, string id, string severity)
    {
        await using var database = await EmptyAsync("doctor_setting");
        if (id == "transaction-timeout" && await database.QueryAsync<int>("SELECT current_setting('server_version_num')::int") < 170000)
            return; // The setting came with PostgreSQL 17.

        await using var role = await TestRole.CreateAsync(database, "doctor_set", "REPLICATION");
        await database.ExecuteAsync($"ALTER ROLE doctor_set SET {setting}");

        var finding = (await DoctorRun.RunAsync(role.ConnectionString)).Single(id, severity);
        Assert.Equal("role doctor_set", finding.Where);

        await database.ExecuteAsync(finding.Fix!);
        (await DoctorRun.RunAsync(role.ConnectionString)).HasNone(id);
    }

    [Fact]
    public async Task ManyFindingsOfAKindDoNotHideTheRest()
    {
        await using var database = await EmptyAsync("doctor_many", string.Concat(Enumerable.Range(1, 8).Select(n => $"CREATE TABLE t{n} (id int);")));

        var run = await ToolRun.RunAsync(database.ConnectionString, "doctor");

        Assert.Equal(5, run.Output.Split("[table-identity]").Length - 1);
        Assert.Contains("and 3 more of the kind table-identity;", run.Output, StringComparison.Ordinal);
        Assert.Contains("8 warnings", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatCannotBeReachedIsAFailureAndAMissingFolderWrongUsage()
    {
        await using var database = await EmptyAsync("doctor_usage");

        Assert.Equal(3, (await ToolRun.RunAsync("Host=127.0.0.1;Port=1;Username=me;Password=hunter2", "doctor")).ExitCode);
        var usage = await ToolRun.RunAsync(database.ConnectionString, "doctor", "--output", Path.Combine(_folder, "nope"));
        Assert.Equal((64, ""), (usage.ExitCode, usage.Output));
        Assert.Contains("does not exist", usage.Error, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> EmptyAsync(string name, string? schema = null)
    {
        var database = await TestDatabase.CreateAsync(fixture.Server, name);
        await database.ExecuteAsync("DROP SCHEMA public CASCADE; DROP SCHEMA \"Läden\" CASCADE; CREATE SCHEMA public");
        if (schema is not null)
            await database.ExecuteAsync(schema);
        return database;
    }

    private Task WriteFileAsync(string table) => File.WriteAllTextAsync(
        Path.Combine(_folder, $"public.{table}.cdc"), $"format 1\ntable public.{table}\nidentity default\nkey id\ncolumn id integer not null\ncolumn name integer\n");
}
