using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Drift;

/// <summary>A table that is not, or no longer, what the code was compiled against.</summary>
[Collection(ServerCollection.Name)]
public sealed class DriftTests(ServerFixture fixture)
{
    /// <summary>An ALTER TABLE of table <c>drifting</c>, and the column, its type as compiled and its type since then.</summary>
    public static TheoryData<string, string, string, string?> Drifts => new()
    {
        { "ALTER amount TYPE bigint", "amount", "numeric(10,2)", "bigint" },
        { "ALTER note TYPE bytea USING note::bytea", "note", "text", "bytea" },
        { "DROP note", "note", "text", null },
        { "RENAME amount TO sum", "amount", "numeric(10,2)", null },
    };

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task ADriftInMidStreamIsATypedErrorAfterTheRowsBeforeItAndBeforeTheFirstBehindIt(string alter, string column, string compiled, string? streamed)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_live");
        await using var client = database.Client();
        var rows = Follower.Start(client.Drifting(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO drifting (id, amount) VALUES (1, 0), (2, 0)");
        await rows.WaitForAsync(2);

        var before = await database.WalEndAsync();
        await database.ExecuteAsync($"ALTER TABLE drifting {alter}");
        await database.ExecuteAsync("INSERT INTO drifting SELECT 3");
        var error = await DriftOfAsync(rows);

        Assert.Equal([1, 2], rows.Items);
        AssertNames(error, column, compiled, streamed, before, await database.WalEndAsync());
    }

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task RowsBeforeADriftInABacklogAreDelivered(string alter, string column, string compiled, string? streamed)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_backlog");
        await database.CreateSlotAsync();
        var before = await database.WalEndAsync();
        await database.ExecuteAsync("INSERT INTO drifting (id, amount) VALUES (1, 0), (2, 0)");
        await database.ExecuteAsync($"ALTER TABLE drifting {alter}");
        await database.ExecuteAsync("INSERT INTO drifting SELECT 3");
        await using var client = database.Client(options => options.CoalesceInterval = TimeSpan.FromSeconds(1));

        var rows = Follower.Start(client.Drifting(), change => change.Key.Id);
        var error = await DriftOfAsync(rows);

        Assert.Equal([1, 2], rows.Items);
        AssertNames(error, column, compiled, streamed, before, await database.WalEndAsync());
    }

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task ADriftWithinATransactionIsATypedErrorAfterTheRowsBeforeIt(string alter, string column, string compiled, string? streamed)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_transaction");
        await database.CreateSlotAsync();
        var before = await database.WalEndAsync();
        await database.ExecuteAsync(
            $"""
            BEGIN;
            INSERT INTO drifting (id, amount) VALUES (1, 0), (2, 0);
            ALTER TABLE drifting {alter};
            INSERT INTO drifting SELECT 3;
            COMMIT;
            """);
        await using var client = database.Client();

        var rows = Follower.Start(client.Drifting(), change => change.Key.Id);
        var error = await DriftOfAsync(rows);

        Assert.Equal([1, 2], rows.Items);
        AssertNames(error, column, compiled, streamed, before, await database.WalEndAsync());
    }

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task ADriftBeforeTheStartIsATypedErrorBeforeTheFirstRow(string alter, string column, string compiled, string? streamed)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_start");
        await database.ExecuteAsync($"ALTER TABLE drifting {alter}");
        await database.CreateSlotAsync();
        var before = await database.WalEndAsync();
        await database.ExecuteAsync("INSERT INTO drifting SELECT 1");
        await using var client = database.Client();

        var rows = Follower.Start(client.Drifting(), change => change.Key.Id);
        var error = await DriftOfAsync(rows);

        Assert.Empty(rows.Items);
        AssertNames(error, column, compiled, streamed, before, await database.WalEndAsync());
    }

    [Fact]
    public async Task ASlowConsumerGetsEveryRowBeforeADriftAndThenTheError()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_slow");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO drifting SELECT n, NULL, 0 FROM generate_series(1, 100) n");
        await database.ExecuteAsync("ALTER TABLE drifting DROP note");
        await database.ExecuteAsync("INSERT INTO drifting VALUES (101, 0)");
        await using var client = database.Client(options => options.MaxBatchRows = 10);

        var rows = Follower.Start(client.Drifting(), change =>
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(10));
            return change.Key.Id;
        });
        await DriftOfAsync(rows);

        Assert.Equal(Enumerable.Range(1, 100), rows.Items);
    }

    [Fact]
    public async Task WhatCameBeforeADriftIsAcknowledgedSoThatCodeForTheNewSchemaCanGoOn()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_resume");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO drifting VALUES (1, 'old schema', 1)");
        await database.ExecuteAsync("ALTER TABLE drifting DROP note");
        await database.ExecuteAsync("INSERT INTO drifting VALUES (2, 2); INSERT INTO accounts VALUES (1, 0)");

        await using (var client = database.Client(options => options.StatusInterval = TimeSpan.FromSeconds(50)))
        {
            var (drifting, accounts) = (client.Drifting(), client.Accounts());
            var others = Follower.Start(accounts, change => change.Key.Id);
            var rows = Follower.Start(drifting, change => change.Key.Id);
            await DriftOfAsync(rows);
            await Assert.ThrowsAsync<CdcSchemaDriftException>(() => Wait.ForAsync(others.Completion, "the other table's stream ends too"));
            Assert.Equal([1], rows.Items);
        }

        // The row of the old schema is past, and what the drift held up is still there.
        await using (var client = database.Client())
            Assert.Empty((await FailedAsync(client)).Items);
        await using var next = database.Client();
        Assert.Equal([1], await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));

        static async Task<Follower<int>> FailedAsync(CdcClient client)
        {
            var rows = Follower.Start(client.Drifting(), change => change.Key.Id);
            await DriftOfAsync(rows);
            return rows;
        }
    }

    [Fact]
    public async Task WithStopTableTheOthersGoOnAndAllFromTheDriftOnComesAgainAfterTheNextStart()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_stop_table");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO drifting VALUES (1, 'old schema', 1)");
        await database.ExecuteAsync("ALTER TABLE drifting DROP note");
        await database.ExecuteAsync("INSERT INTO drifting VALUES (2, 2)");
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        for (var run = 1; run <= 2; run++)
        {
            await using var client = database.Client(options => options.SchemaDrift = CdcDriftPolicy.StopTable);
            var (drifting, several, accounts) = (
                client.Drifting(), client.Changes(DriftingChange.Source, TransfersChange.Source), client.Accounts());
            var others = Follower.Start(accounts, change => change.Key.Id);
            var rows = Follower.Start(drifting, change => change.Key.Id);
            var merged = Follower.Start(several, change => change.Position);
            await DriftOfAsync(rows);
            await Assert.ThrowsAsync<CdcSchemaDriftException>(() => Wait.ForAsync(merged.Completion, "the stream of both stops"));
            await database.ExecuteAsync($"INSERT INTO accounts VALUES ({run + 1}, 0)");
            Assert.Equal(Enumerable.Range(1, run + 1).Select(id => (long)id), await others.WaitForAsync(run + 1));
            Assert.Equal(run == 1 ? [1] : [], rows.Items);
            Assert.Equal(rows.Count, merged.Count);
            await client.StopAsync();
            await others.Completion;
        }
    }

    [Fact]
    public async Task AnAddedColumnIsNoDrift()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_added");
        await using var client = database.Client();
        var rows = Follower.Start(client.Drifting(), change => FormattableString.Invariant($"{change.Key.Id} {change.After!.Value.Note} {change.After.Value.Amount}"));
        await database.StreamingAsync();

        await database.ExecuteAsync("INSERT INTO drifting VALUES (1, 'one', 1)");
        await database.ExecuteAsync("ALTER TABLE drifting ADD aaa text[] DEFAULT '{x}', ADD zzz point");
        await database.ExecuteAsync("INSERT INTO drifting VALUES (2, 'two', 2, '{y,z}', '(1,2)')");
        await database.ExecuteAsync("ALTER TABLE drifting DROP aaa");
        await database.ExecuteAsync("INSERT INTO drifting VALUES (3, 'three', 3)");

        Assert.Equal(["1 one 1.00", "2 two 2.00", "3 three 3.00"], await rows.WaitForAsync(3));
    }

    [Fact]
    public async Task ANullInAColumnThatWasNotNullIsAnErrorOnlyWhereItIsRead()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_null");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("ALTER TABLE drifting ALTER amount DROP NOT NULL; INSERT INTO drifting VALUES (1, 'one', NULL)");
        await using var client = database.Client();

        var errors = await Follower.Start(client.Drifting(), change => (change.After!.Value.Note, Assert.Throws<CdcValueException>(() => change.After!.Value.Amount))).WaitForAsync(1);

        var (note, error) = Assert.Single(errors);
        Assert.Equal("one", note);
        Assert.Equal(("public.drifting", "amount"), (error.Table, error.Column));
        Assert.Contains("scaffold", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATableThatNoLongerHasFullIdentityIsADriftOfTheTable()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_identity");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO documents_full VALUES (1, 'a')");
        await database.ExecuteAsync("ALTER TABLE documents_full REPLICA IDENTITY DEFAULT; UPDATE documents_full SET title = 'b'");
        await using var client = database.Client();

        var rows = Follower.Start(client.DocumentsFull(), change => change.Kind);
        var error = await DriftOfAsync(rows);

        Assert.Equal([CdcChangeKind.Insert], rows.Items);
        Assert.Equal(("public.documents_full", null, "FULL", "DEFAULT"), (error.Table, error.Column, error.Compiled, error.Streamed));
        Assert.Contains("ALTER TABLE public.documents_full REPLICA IDENTITY FULL", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DROP TABLE drifting")]
    [InlineData("ALTER TABLE drifting RENAME TO renamed")]
    [InlineData("CREATE SCHEMA other; ALTER TABLE drifting SET SCHEMA other")]
    public async Task ATableThatVanishedSinceScaffoldIsATypedErrorThatNamesIt(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "drift_vanished");
        await database.ExecuteAsync(sql);
        await using var client = database.Client();

        var error = await Assert.ThrowsAsync<CdcTableException>(() => Follower.Start(client.Drifting(), change => change.Kind).WaitForAsync(1));

        Assert.Contains("public.drifting", error.Message, StringComparison.Ordinal);
        Assert.Contains("scaffold", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.QueryAsync<long>("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'drift_vanished'"));
    }

    private static Task<CdcSchemaDriftException> DriftOfAsync<T>(Follower<T> rows) =>
        Assert.ThrowsAsync<CdcSchemaDriftException>(() => Wait.ForAsync(rows.Completion, "the drift ends the stream"));

    private static void AssertNames(CdcSchemaDriftException error, string column, string compiled, string? streamed, ulong after, ulong before)
    {
        Assert.Equal(("public.drifting", column, compiled, streamed), (error.Table, error.Column, error.Compiled, error.Streamed));
        Assert.InRange(error.Lsn, after, before);
        Assert.Contains($"public.drifting.{column}", error.Message, StringComparison.Ordinal);
        Assert.Contains(compiled, error.Message, StringComparison.Ordinal);
        Assert.Contains(streamed ?? "gone", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{error.Lsn >> 32:X}/{error.Lsn & uint.MaxValue:X}", error.Message, StringComparison.Ordinal);
        Assert.Contains("scaffold", error.Message, StringComparison.Ordinal);
    }
}
