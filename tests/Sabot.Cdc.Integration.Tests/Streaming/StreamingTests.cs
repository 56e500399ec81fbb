using Apache.Arrow;
using Sabot.Cdc.Integration.Tests.Delivery;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Runtime.Tests.Spill;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Streaming;

/// <summary>Transactions that the server sends while they are in progress.</summary>
[Collection(ServerCollection.Name)]
public sealed class StreamingTests(ServerFixture fixture, ITestOutputHelper output) : IDisposable
{
    private const int Writers = 3;

    private readonly string _spill = Directory.CreateTempSubdirectory("sabot-cdc-spill-test-").FullName;

    public void Dispose() => Directory.Delete(_spill, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RandomTransactionsAreTheSameWithAndWithoutStreaming(bool loseConnections)
    {
        await using var database = await CreateAsync("streaming_random");
        var random = Seed.Create(output);
        for (var writer = 1; writer <= Writers; writer++)
            await database.ExecuteAsync(RandomWriter.CreateTable(writer));
        await database.CreateSlotAsync();
        await database.CreateSlotAsync("streaming_random_plain");
        var log = new CountingLogger();
        await using var streaming = Streaming(database, log);
        await using var plain = database.Client(options => (options.Slot, options.MaxBatchRows) = ("streaming_random_plain", 700));
        var (streamed, expected) = (Follow(streaming), Follow(plain));

        var writing = Task.WhenAll(Enumerable.Range(1, Writers).Select(n => new RandomWriter(database, n, random.Next()).WriteAsync(15)));
        if (loseConnections)
        {
            // Once in any case, however fast the writers are.
            do
            {
                await database.StreamingAsync();
                await Task.Delay(random.Next(300));
                await database.EndClientsAsync();
            }
            while (!writing.IsCompleted);
        }

        await writing;
        await database.CaughtUpAsync(plain, TimeSpan.FromMinutes(2));
        await database.CaughtUpAsync(streaming, TimeSpan.FromMinutes(2));

        Check(expected.Items, streamed.Items);
        output.WriteLine(
            $"{expected.Items.Sum(batch => batch.Lines.Count)} rows; {log[CountingLogger.SpillBegun]} transactions streamed, "
            + $"{log[CountingLogger.SpillCommitted]} committed, {log[CountingLogger.SpillRolledBack]} rolled back");
        Assert.True(log[CountingLogger.SpillCommitted] > 5, "Hardly any transaction was streamed.");
        Assert.Equal(loseConnections, log[CountingLogger.Reconnecting] > 0);
        await streaming.StopAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_spill));
    }

    [Fact]
    public async Task ALargeTransactionIsTypedInOrderAndAcknowledgedOnlyAsAWhole()
    {
        const int Rows = 100_000;
        await using var database = await CreateAsync("streaming_large");
        await database.CreateSlotAsync();
        var log = new CountingLogger();
        await using var client = Streaming(database, log);
        var acknowledgedEarly = 0;
        long next = 1;
        var follower = Follower.Start(client.Accounts(), change =>
        {
            if (client.Statistics.AcknowledgedLsn >= change.Position.Lsn)
                acknowledgedEarly++;
            if (change.After!.Value.Id != next || change.Position.Sequence != next++ || change.Position.Lsn == 0 || change.CommitTime.Year < 2020)
                Assert.Fail($"Change {next} is {change.After!.Value.Id} at {change.Position}.");
            return change.TransactionId;
        });
        await database.ExecuteAsync($"INSERT INTO accounts SELECT n, -n FROM generate_series(1, {Rows}) n");
        await database.CaughtUpAsync(client);

        Assert.Equal(Rows, follower.Count);
        Assert.Single(follower.Items.Distinct());
        Assert.Equal(0, acknowledgedEarly);
        Assert.Equal(1, log[CountingLogger.SpillCommitted]);
    }

    [Fact]
    public async Task AClientThatComesAgainInTheMiddleOfATransactionGetsAllOfItOnce()
    {
        await using var database = await CreateAsync("streaming_restart");
        await database.CreateSlotAsync();
        await using var connection = await database.OpenAsync();
        await using var insert = new Npgsql.NpgsqlCommand("BEGIN; INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 5000) n", connection);
        await insert.ExecuteNonQueryAsync();
        var log = new CountingLogger();
        await using (var first = Streaming(database, log))
        {
            var none = Follower.Start(first.Accounts(), change => change.Key.Id);
            await FlushedAsync(database, () => log[CountingLogger.SpillBegun] > 0, "the transaction is streamed");
            Assert.Single(Directory.GetFiles(_spill, "*.spill", SearchOption.AllDirectories));
            await first.StopAsync();
            Assert.Empty(none.Items);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_spill));
        insert.CommandText = "INSERT INTO accounts SELECT n, 0 FROM generate_series(5001, 6000) n; COMMIT";
        await insert.ExecuteNonQueryAsync();
        await using var second = Streaming(database, log);
        var all = Follower.Start(second.Accounts(), change => change.Key.Id);
        await database.CaughtUpAsync(second);
        Assert.Equal(Enumerable.Range(1, 6000).Select(n => (long)n), all.Items);
    }

    [Fact]
    public async Task AConnectionThatIsLostInTheMiddleOfATransactionCostsNoneOfItNorOfWhatCameBeside()
    {
        await using var database = await CreateAsync("streaming_reconnect");
        await database.CreateSlotAsync();
        await using var connection = await database.OpenAsync();
        await using var insert = new Npgsql.NpgsqlCommand("BEGIN; INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 5000) n", connection);
        await insert.ExecuteNonQueryAsync();
        var log = new CountingLogger();
        await using var client = Streaming(database, log);
        var accounts = Follower.Start(client.Accounts(), change => change.Key.Id);
        await FlushedAsync(database, () => log[CountingLogger.SpillBegun] > 0, "the transaction is streamed");
        await database.ExecuteAsync("INSERT INTO accounts VALUES (6001, 0)");
        await accounts.WaitForAsync(1);
        for (var lost = 1; lost <= 2; lost++)
        {
            var begun = log[CountingLogger.SpillBegun];
            await database.EndClientsAsync();
            await FlushedAsync(database, () => log[CountingLogger.SpillBegun] > begun, "the transaction is streamed again");
            // What the lost session had is gone with it.
            Assert.Single(Directory.GetFiles(_spill, "*.spill", SearchOption.AllDirectories));
        }

        insert.CommandText = "INSERT INTO accounts SELECT n, 0 FROM generate_series(5001, 6000) n; COMMIT";
        await insert.ExecuteNonQueryAsync();
        await database.CaughtUpAsync(client);
        Assert.Equal([6001L, .. Enumerable.Range(1, 6000).Select(n => (long)n)], accounts.Items);
    }

    [Fact]
    public async Task ADriftWithinAStreamedTransactionStopsItsTableAloneAndComesAgainAfterTheNextStart()
    {
        await using var database = await CreateAsync("streaming_drift");
        await database.CreateSlotAsync();
        await database.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO drifting SELECT n, 'old schema', n FROM generate_series(1, 1500) n;
            INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 1500) n;
            ALTER TABLE drifting DROP note;
            INSERT INTO drifting SELECT n, n FROM generate_series(1501, 3000) n;
            INSERT INTO accounts SELECT n, 0 FROM generate_series(1501, 3000) n;
            COMMIT;
            """);
        for (var run = 1; run <= 2; run++)
        {
            var log = new CountingLogger();
            await using var client = Streaming(database, log, CdcDriftPolicy.StopTable);
            var drifting = Follower.Start(client.Drifting(), change => change.Key.Id);
            var accounts = Follower.Start(client.Accounts(), change => (change.Key.Id, change.Position));
            var error = await Assert.ThrowsAsync<CdcSchemaDriftException>(() => Wait.ForAsync(drifting.Completion, "the table's stream stops"));
            Assert.Contains("note", error.Message, StringComparison.Ordinal);
            Assert.Equal(Enumerable.Range(1, 1500).ToList(), drifting.Items);
            await database.ExecuteAsync($"INSERT INTO accounts VALUES ({3000 + run}, 0)");
            var rows = await accounts.WaitForAsync(3000 + run);
            Assert.Equal(Enumerable.Range(1, 3000 + run).Select(n => (long)n), rows.Select(row => row.Id));
            Assert.True(log[CountingLogger.SpillCommitted] > 0, "The transaction was not streamed.");
            await client.StopAsync();
            // The rows behind the drift are nobody's yet.
            Assert.True(await database.ConfirmedAsync() < rows[0].Position.Lsn);
        }
    }

    [Fact]
    public async Task ATransactionInProgressHoldsBackNoOtherNorTheirAcknowledgement()
    {
        await using var database = await CreateAsync("streaming_beside");
        await database.CreateSlotAsync();
        var log = new CountingLogger();
        await using var client = Streaming(database, log);
        var accounts = Follower.Start(client.Accounts(), change => change.Key.Id);
        await using var connection = await database.OpenAsync();
        await using var insert = new Npgsql.NpgsqlCommand("BEGIN; INSERT INTO accounts SELECT n, 0 FROM generate_series(1001, 6000) n", connection);
        await insert.ExecuteNonQueryAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await FlushedAsync(database, () => log[CountingLogger.SpillBegun] > 0, "the transaction is streamed");
        await database.CaughtUpAsync(client);
        Assert.Equal([1], accounts.Items);

        insert.CommandText = "ROLLBACK";
        await insert.ExecuteNonQueryAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
        await database.CaughtUpAsync(client);
        Assert.Equal([1, 2], accounts.Items);
        Assert.Equal(1, log[CountingLogger.SpillRolledBack]);
        Assert.Empty(Directory.GetFiles(_spill, "*.spill", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task AKilledClientLeavesItsFilesToTheNextOneAndLosesNothing()
    {
        await using var database = await CreateAsync("streaming_killed");
        await database.CreateSlotAsync();
        await using var connection = await database.OpenAsync();
        await using var insert = new Npgsql.NpgsqlCommand("BEGIN; INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 2000) n", connection);
        await insert.ExecuteNonQueryAsync();
        using var client = new ClientProcess(database, _spill);
        client.Start();
        await FlushedAsync(database, () => SpilledBytes() > 0, "the transaction is streamed");
        await client.KillAsync();
        var left = Assert.Single(Directory.GetDirectories(_spill));

        client.Start();
        await FlushedAsync(database, () => !Directory.Exists(left) && SpilledBytes() > 0, "the next client removes what was left");
        insert.CommandText = "COMMIT";
        await insert.ExecuteNonQueryAsync();
        await Wait.UntilAsync(() => client.Read("accounts").Count == 2000, "all rows are handled");
        await client.TerminateAsync();
        Assert.Equal(Enumerable.Range(1, 2000).Select(n => (long)n), client.Read("accounts").Select(line => line.Id));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_spill));
    }

    private async Task<TestDatabase> CreateAsync(string name)
    {
        var database = await TestDatabase.CreateAsync(fixture.Server, name);
        await database.ExecuteAsync($"ALTER DATABASE {name} SET logical_decoding_work_mem = '64kB'");
        return database;
    }

    private CdcClient Streaming(TestDatabase database, CountingLogger log, CdcDriftPolicy drift = CdcDriftPolicy.StopAll)
    {
        var options = database.Options();
        options.SchemaDrift = drift;
        (options.Streaming, options.SpillFolder, options.MaxBatchRows) = (true, _spill, 1000);
        return new CdcClient(options, log);
    }

    /// <summary>What is not committed is decoded only once the WAL is on the disk, which other commits see to.</summary>
    private static Task FlushedAsync(TestDatabase database, Func<bool> condition, string what) => Wait.UntilAsync(
        async () =>
        {
            await database.ExecuteAsync("INSERT INTO events VALUES (0, 'flush')");
            return condition();
        },
        what);

    private long SpilledBytes() =>
        new DirectoryInfo(_spill).EnumerateFiles("*.spill", SearchOption.AllDirectories).Sum(file => file.Length);

    private static Follower<(string Table, List<string> Lines)> Follow(CdcClient client) =>
        Follower.Start(client.Tables(), batch => (batch.Table.QualifiedName, Lines(batch.ToRecordBatch())));

    /// <summary>Everything in each row, system columns included, as Apache.Arrow reads it.</summary>
    private static List<string> Lines(RecordBatch batch) =>
    [
        .. Enumerable.Range(0, batch.Length).Select(row => string.Join(
            " | ", batch.Schema.FieldsList.Zip(batch.Arrays, (field, array) => $"{field.Name} {ArrowText.Of(array, row)}"))),
    ];

    private static void Check(List<(string Table, List<string> Lines)> expected, List<(string Table, List<string> Lines)> actual)
    {
        var wanted = expected.ToLookup(batch => batch.Table, batch => batch.Lines);
        var got = actual.ToLookup(batch => batch.Table, batch => batch.Lines);
        Assert.Equal(wanted.Select(table => table.Key).Order(), got.Select(table => table.Key).Order());
        foreach (var table in wanted)
        {
            var (these, those) = (table.SelectMany(lines => lines).ToList(), got[table.Key].SelectMany(lines => lines).ToList());
            for (var i = 0; i < Math.Min(these.Count, those.Count); i++)
            {
                if (these[i] != those[i])
                    Assert.Fail($"Row {i} of {table.Key}:\n{these[i]}\nis, streamed:\n{those[i]}");
            }

            Assert.Equal(these.Count, those.Count);
        }
    }
}
