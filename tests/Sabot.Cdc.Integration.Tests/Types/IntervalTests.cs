using System.Globalization;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Integration.Tests.Tool;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Intervals and oids from a table through its .cdc file, wal2arrow and the generated code.</summary>
[Collection(ServerCollection.Name)]
public sealed class IntervalTests(ServerFixture fixture, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Database = "interval_tests";

    /// <summary>The time part of the greatest interval that int64 nanoseconds hold, in microseconds.</summary>
    private const long GreatestThatFits = long.MaxValue / 1000;

    private static readonly string File = Path.Combine(RepositoryFolder.Path, "tests/Sabot.Cdc.Integration.Tests/Types/public.loans.cdc");

    private readonly PostgresServer _server = fixture.Server;
    private string _connection = "";

    public async Task InitializeAsync()
    {
        _connection = await _server.CreateDatabaseAsync(Database);
        await ExecuteAsync($"SELECT pg_create_logical_replication_slot('{Database}', 'wal2arrow')");
        await ExecuteAsync(
            "CREATE TABLE loans (owner oid, every interval day to second(3), term interval, rates numeric(4,2)[], PRIMARY KEY (owner, every))");
    }

    public async Task DisposeAsync() => await _server.DropDatabaseAsync(Database);

    [Fact]
    public async Task TheFileThatTheCodeIsMadeFromIsWhatScaffoldWrites()
    {
        var folder = Directory.CreateTempSubdirectory("sabot-cdc-");
        var run = await ToolRun.ScaffoldAsync(_connection, folder.FullName);
        var written = await System.IO.File.ReadAllTextAsync(Path.Combine(folder.FullName, "public.loans.cdc"));
        folder.Delete(recursive: true);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(await System.IO.File.ReadAllTextAsync(File), written);
    }

    [Fact]
    public async Task EveryIntervalIsReadAndPrintedAsPostgresPrintsIt()
    {
        var intervals = Edges().Concat(Random(500)).ToList();
        var values = intervals.Select((interval, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"({4_000_000_000 + i}, '{i} s', '{interval.Months} mon {interval.Days} days {interval.Microseconds} microseconds')"));
        await ExecuteAsync($"INSERT INTO loans VALUES {string.Join(",", values)}");
        var iso = await TermsAsync("iso_8601");
        var text = await TermsAsync("postgres");

        var misfits = 0;
        await ReadAsync(intervals.Count, (i, change) =>
        {
            var (interval, row) = (intervals[i], change.After!.Value);
            Assert.Equal((4_000_000_000 + (uint)i, new CdcInterval(0, 0, i * 1_000_000L)), (change.Key.Owner, change.Key.Every));
            if (interval.Microseconds is > GreatestThatFits or < -GreatestThatFits)
            {
                misfits++;
                Assert.Equal(text[i], row.TermRaw);
                Assert.Contains(text[i]!, Assert.Throws<CdcValueException>(() => row.Term).Message, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(interval, row.Term);
                Assert.Equal(iso[i], row.Term!.Value.ToString());
                Assert.Null(row.TermRaw);
            }
        });
        Assert.InRange(misfits, 100, intervals.Count - 100);
    }

    [Fact]
    public async Task KeysNullsAndImagesAreThoseOfTheTable()
    {
        await ExecuteAsync(
            """
            INSERT INTO loans VALUES (1, '1 day 0.0005 s', NULL, '{1.5,NULL}'), (4294967295, '-1 s', '2562047:47:17', '{{1},{2}}');
            UPDATE loans SET every = '24:00' WHERE owner = 1;
            UPDATE loans SET term = '1 mon' WHERE owner = 4294967295;
            DELETE FROM loans;
            """);

        var lines = new List<string>();
        await ReadAsync(6, (_, change) =>
        {
            var after = change.After is { } row
                ? $"{row.TermRaw ?? row.Term?.ToString() ?? "null"} {row.RatesRaw ?? RatesOf(row)}"
                : "-";
            lines.Add($"{change.Kind} {change.Key.Owner} {change.Key.Every} was {change.PreviousKey?.Every.ToString() ?? "-"}: {after}");
        });

        Assert.Equal(
            [
                "Insert 1 P1DT0.001S was -: null {1.50,NULL}",
                "Insert 4294967295 PT-1S was -: 2562047:47:17 {{1.00},{2.00}}",
                "Update 1 PT24H was P1DT0.001S: null {1.50,NULL}",
                "Update 4294967295 PT-1S was -: P1M {{1.00},{2.00}}",
                "Delete 4294967295 PT-1S was -: -",
                "Delete 1 PT24H was -: -",
            ],
            lines.Take(4).Concat(lines.Skip(4).OrderDescending()));
    }

    private static string RatesOf(LoansRow row) =>
        "{" + string.Join(',', row.Rates!.Value.Select(rate => rate?.ToString(CultureInfo.InvariantCulture) ?? "NULL")) + "}";

    [Fact]
    public async Task InfinityIsReadAsText()
    {
        if (await _server.QueryAsync<int>("SELECT current_setting('server_version_num')::int") < 170_000)
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("SELECT interval 'infinity'"));
            Assert.Equal(PostgresErrorCodes.InvalidDatetimeFormat, error.SqlState);
            return;
        }

        await ExecuteAsync("INSERT INTO loans VALUES (1, '1 s', 'infinity'), (2, '1 s', '-infinity')");
        await ReadAsync(2, (i, change) =>
        {
            var row = change.After!.Value;
            Assert.Equal(i == 0 ? "infinity" : "-infinity", row.TermRaw);
            Assert.Throws<CdcValueException>(() => row.Term);
        });
    }

    private static IEnumerable<CdcInterval> Edges()
    {
        yield return default;
        foreach (var microseconds in (long[])[1, -1, 999_999, -60_000_000, 3_600_000_000, GreatestThatFits, -GreatestThatFits, GreatestThatFits + 1, -GreatestThatFits - 1, long.MaxValue, -long.MaxValue])
        {
            yield return new CdcInterval(0, 0, microseconds);
            yield return new CdcInterval(int.MaxValue, -int.MaxValue, microseconds);
            yield return new CdcInterval(-int.MaxValue, int.MaxValue, microseconds);
        }
    }

    private IEnumerable<CdcInterval> Random(int count)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var bits = random.Next(1, 63);
            yield return new CdcInterval(random.Next(-50, 50), random.Next(-1000, 1000), i % 3 == 0 ? random.NextInt64(GreatestThatFits + 1, long.MaxValue) : random.NextInt64(-(1L << bits), 1L << bits));
        }
    }

    private async Task<List<string?>> TermsAsync(string style)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SET intervalstyle = '{style}'; SELECT term::text FROM loans ORDER BY owner::int8", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var terms = new List<string?>();
        while (await reader.ReadAsync())
            terms.Add(await reader.IsDBNullAsync(0) ? null : reader.GetString(0));
        return terms;
    }

    /// <summary>Reads so many changes of the slot.</summary>
    private async Task ReadAsync(int count, Action<int, LoansChange> read)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var client = new CdcClient(new CdcOptions { ConnectionString = _connection, Slot = Database });
        var i = 0;
        await foreach (var change in client.Loans().WithCancellation(limit.Token))
        {
            read(i, change);
            if (++i == count)
                break;
        }
    }

    private Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql, Database);
}
