using System.Text.Json;
using System.Text.RegularExpressions;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Tool;

[Collection(ServerCollection.Name)]
public sealed partial class TailTests(ServerFixture fixture)
{
    [Fact]
    public async Task ChangesOfAnyTableComeAsExactJsonInCommitOrderAcrossTables()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tail_json");
        await database.ExecuteAsync(
            """
            CREATE TYPE tail_mood AS ENUM ('sad', 'ok');
            CREATE TYPE tail_place AS (street text, zip int, tags text[]);
            CREATE TABLE t (
                id bigint PRIMARY KEY, mood tail_mood, home tail_place, homes tail_place[], exact numeric, cents numeric(12,2), ratio float8, small float4,
                bytes bytea, at timestamptz, local timestamp, day date, noon time, doc jsonb, span interval, grid int[], key uuid, yes bool, number oid, big text);
            ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
            CREATE TABLE whole (id int, v text);
            ALTER TABLE whole REPLICA IDENTITY FULL;
            """);
        var run = StartAsync(database, "--json", "--limit", "9");
        await FollowingAsync(database);

        await database.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO t VALUES (
                9007199254740993, 'ok', ROW('Main "st"', 123, ARRAY['x', NULL]), ARRAY[ROW('a', 1, NULL)::tail_place, NULL],
                12345678901234567890.123456789, 1.50, 0.1, 'NaN', '\x00ff', '2024-02-29 10:00:00.5+02', 'infinity', '0044-03-15 BC', '24:00',
                '{"a": 1}', '1 year 2 days', '{1,NULL,3}', '01234567-89ab-cdef-0123-456789abcdef', true, 4294967295, repeat('é', 4000));
            INSERT INTO whole VALUES (1, 'one');
            UPDATE t SET cents = -0.5, ratio = '-Infinity', grid = '{{1,2},{3,4}}', exact = 'NaN', small = 1e20;
            UPDATE whole SET v = 'two';
            DELETE FROM whole;
            COMMIT;
            """);
        await database.ExecuteAsync("UPDATE t SET id = 1; DELETE FROM t");
        await database.ExecuteAsync("TRUNCATE t, whole");

        var result = await Wait.ForAsync(run, "the limit is reached");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var big = new string('é', 4000);
        const string Rest =
            ""","mood":"ok","home":{"street":"Main \"st\"","zip":123,"tags":["x",null]},"homes":[{"street":"a","zip":1,"tags":null},null],"exact":EXACT,"cents":CENTS,"ratio":RATIO,"small":SMALL,"bytes":"\\x00ff","at":"2024-02-29T08:00:00.5Z","local":"infinity","day":"0044-03-15 BC","noon":"24:00:00","doc":"{\"a\": 1}","span":"P1Y2D","grid":GRID,"key":"01234567-89ab-cdef-0123-456789abcdef","yes":true,"number":4294967295""";
        var first = Rest.Replace("EXACT", "12345678901234567890.123456789").Replace("CENTS", "1.50").Replace("RATIO", "0.1").Replace("SMALL", "\"NaN\"").Replace("GRID", "[1,null,3]");
        var second = Rest.Replace("EXACT", "\"NaN\"").Replace("CENTS", "-0.50").Replace("RATIO", "\"-Infinity\"").Replace("SMALL", "1E+20").Replace("GRID", "\"{{1,2},{3,4}}\"");
        Assert.Equal(
            [
                $$$"""{"op":"insert","schema":"public","table":"t",T1,"seq":1,"before":null,"after":{"id":9007199254740993{{{first}}},"big":"{{{big}}}"}}""",
                """{"op":"insert","schema":"public","table":"whole",T1,"seq":2,"before":null,"after":{"id":1,"v":"one"}}""",
                $$$"""{"op":"update","schema":"public","table":"t",T1,"seq":3,"before":null,"after":{"id":9007199254740993{{{second}}}},"unchanged":["big"]}""",
                """{"op":"update","schema":"public","table":"whole",T1,"seq":4,"before":{"id":1,"v":"one"},"after":{"id":1,"v":"two"}}""",
                """{"op":"delete","schema":"public","table":"whole",T1,"seq":5,"before":{"id":1,"v":"two"},"after":null}""",
                $$$"""{"op":"update","schema":"public","table":"t",T2,"seq":1,"before":{"id":9007199254740993},"after":{"id":1{{{second}}}},"unchanged":["big"]}""",
                """{"op":"delete","schema":"public","table":"t",T2,"seq":2,"before":{"id":1},"after":null}""",
                """{"op":"truncate","schema":"public","table":"t",T3,"seq":1,"before":null,"after":null}""",
                """{"op":"truncate","schema":"public","table":"whole",T3,"seq":1,"before":null,"after":null}""",
            ],
            Anonymous(result.Output));
        await GoneAsync(database);
    }

    [Fact]
    public async Task APersonReadsTransactionsAndWhatChanged()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tail_text");
        await database.ExecuteAsync("ALTER TABLE accounts REPLICA IDENTITY FULL");
        var run = StartAsync(database, "--limit", "4", "--tables", "Accounts, public.transfers");
        await FollowingAsync(database);

        await database.ExecuteAsync("INSERT INTO memberships VALUES (1, 1, 'x'); INSERT INTO accounts VALUES (1, 5); UPDATE accounts SET balance = 6; DELETE FROM accounts; TRUNCATE accounts");

        var lines = (await Wait.ForAsync(run, "the limit is reached")).Output.TrimEnd().Split('\n');
        Assert.Matches(@"^-- transaction \d+, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC, [0-9A-F]+/[0-9A-F]+$", lines[0]);
        Assert.Equal(
            [
                "INSERT   public.accounts  id=1  balance=5",
                "UPDATE   public.accounts  id=1  balance=5 -> 6",
                "DELETE   public.accounts  id=1  balance=6",
                "TRUNCATE public.accounts",
            ],
            lines.Skip(1).Where(line => !line.StartsWith("--", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ASlotIsShownAgainAndAgainUnlessItIsAcknowledged()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tail_slot");
        await database.CreateSlotAsync();
        for (var id = 1; id <= 4; id++)
            await database.ExecuteAsync($"INSERT INTO accounts VALUES ({id}, 0)");
        var before = await database.ConfirmedAsync();

        Assert.Equal([1, 2, 3], await IdsAsync(database, "--limit", "3"));
        Assert.Equal([1, 2, 3, 4], await IdsAsync(database, "--limit", "4"));
        Assert.Equal(before, await database.ConfirmedAsync());

        Assert.Equal([1, 2, 3, 4], await IdsAsync(database, "--limit", "4", "--acknowledge"));
        Assert.True(await database.ConfirmedAsync() > before);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (5, 0)");
        Assert.Equal([5], await IdsAsync(database, "--limit", "1"));
    }

    [Fact]
    public async Task WhatWasNotShownCompletelyIsNotAcknowledged()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tail_part");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 10) n");

        Assert.Equal([1, 2, 3], await IdsAsync(database, "--limit", "3", "--acknowledge"));
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), await IdsAsync(database, "--limit", "10"));
    }

    [Fact]
    public async Task APositionChoosesWhereToBegin()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tail_from");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0); INSERT INTO accounts VALUES (3, 0)");
        var run = await ToolRun.RunAsync(database.ConnectionString, "tail", "--json", "--slot", database.Slot, "--limit", "3");
        var third = JsonDocument.Parse(run.Output.TrimEnd().Split('\n')[2]).RootElement;
        var lsn = third.GetProperty("lsn").GetString()!;

        Assert.Equal([2, 3], await IdsAsync(database, "--limit", "2", "--from", lsn));
        Assert.Equal([3], await IdsAsync(database, "--limit", "1", "--from", $"{lsn}:{third.GetProperty("seq").GetInt32()}"));
        await IdsAsync(database, "--limit", "3", "--acknowledge");
        var old = await ToolRun.RunAsync(database.ConnectionString, "tail", "--slot", database.Slot, "--from", "0/1");
        Assert.Equal((3, ""), (old.ExitCode, old.Output));
        Assert.Contains("has nothing before ", old.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnInterruptionIsACleanEnd()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tail_end");
        using var interruption = new CancellationTokenSource();
        var run = ToolRun.RunAsync(database.ConnectionString, null, ["tail", "--json"], interruption.Token);
        await FollowingAsync(database);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await Task.Delay(500);

        await interruption.CancelAsync();

        var result = await Wait.ForAsync(run, "the command ends");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Single(Anonymous(result.Output));
        await GoneAsync(database);
    }

    [Theory]
    [InlineData(64, "--from and --acknowledge are about what a slot holds", "--from", "0/1")]
    [InlineData(64, "--from and --acknowledge are about what a slot holds", "--acknowledge")]
    [InlineData(64, "--limit has to be 1 or more.", "--limit", "0")]
    [InlineData(64, "'x' is no position;", "--slot", "tail_usage", "--from", "x")]
    [InlineData(64, "'a.b.c' is no name of a table;", "--tables", "a.b.c")]
    [InlineData(64, "'acc*' is no name of a table; write table, schema.table, or schema.* for all of a schema", "--tables", "acc*")]
    [InlineData(3, "Table public.nope does not exist in database tail_usage.", "--tables", "accounts,nope")]
    [InlineData(3, "Schema nope does not exist in database tail_usage.", "--tables", "nope.*")]
    [InlineData(3, "Publication nope does not exist in database tail_usage.", "--publication", "nope")]
    [InlineData(3, "Slot nope does not exist; the server has", "--slot", "nope")]
    public async Task WhatCannotBeShownIsOneSentence(int exitCode, string start, params string[] options)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "tail_usage");

        var run = await ToolRun.RunAsync(database.ConnectionString, ["tail", .. options]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(start, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    private static Task<ToolRun> StartAsync(TestDatabase database, params string[] options) =>
        ToolRun.RunAsync(database.ConnectionString, ["tail", .. options]);

    private static async Task<IEnumerable<long>> IdsAsync(TestDatabase database, params string[] options)
    {
        var run = await Wait.ForAsync(StartAsync(database, ["--json", "--slot", database.Slot, .. options]), "the limit is reached");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("after").GetProperty("id").GetInt64()).ToList();
    }

    /// <summary>Waits until the command streams from its temporary slot.</summary>
    private static Task FollowingAsync(TestDatabase database) => Wait.UntilAsync(
        () => database.QueryAsync<bool>($"SELECT count(*) > 0 FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid WHERE slot_name LIKE 'sabot_cdc_tail_%' AND database = '{database.Name}' AND state = 'streaming'"),
        "the command streams");

    private static Task GoneAsync(TestDatabase database) => Wait.UntilAsync(
        () => database.QueryAsync<bool>($"SELECT count(*) = 0 FROM pg_replication_slots WHERE database = '{database.Name}'"),
        "the temporary slot is gone");

    /// <summary>The lines without what differs from run to run; each must be JSON.</summary>
    private static List<string> Anonymous(string output)
    {
        var transactions = new List<string>();
        return [.. output.TrimEnd().Split('\n').Select(line =>
        {
            using var _ = JsonDocument.Parse(line);
            return Passing().Replace(line, match =>
            {
                if (!transactions.Contains(match.Groups["xid"].Value))
                    transactions.Add(match.Groups["xid"].Value);
                return $"T{transactions.IndexOf(match.Groups["xid"].Value) + 1},{match.Groups["seq"].Value},";
            });
        })];
    }

    [GeneratedRegex("""(?<xid>"xid":\d+,"lsn":"[0-9A-F]+/[0-9A-F]+"),(?<seq>"seq":\d+),"ts":"\d{4}-[^"]+Z",""")]
    private static partial Regex Passing();
}
