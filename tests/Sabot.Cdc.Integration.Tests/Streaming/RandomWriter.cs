using System.Globalization;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Integration.Tests.Streaming;

/// <summary>
/// Writes random transactions, large and small, into a table of its own and one that it shares: nested savepoints,
/// rollbacks to them, and DDL that stays or is rolled back.
/// </summary>
internal sealed class RandomWriter(TestDatabase database, int number, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _savepoints = [];
    private int _next = 1;
    private int _names;

    private string Table => $"wide_{number}";

    /// <summary>Values of every layout, of which one is stored out of line and as it is.</summary>
    public static string CreateTable(int number) =>
        $"""
        CREATE TABLE wide_{number} (
            id integer PRIMARY KEY, flag boolean, note text, tags text[], home shape, members pair[], big text,
            amount numeric(12,2) NOT NULL DEFAULT 0, key uuid, at timestamptz, moods mood[], span interval, raw bytea);
        ALTER TABLE wide_{number} ALTER big SET STORAGE EXTERNAL{(number % 2 == 0 ? $"; ALTER TABLE wide_{number} REPLICA IDENTITY FULL" : "")};
        """;

    public async Task WriteAsync(int transactions)
    {
        await using var connection = await database.OpenAsync();
        for (var i = 0; i < transactions; i++)
        {
            await ExecuteAsync(connection, "BEGIN");
            _savepoints.Clear();
            for (var statements = _random.Next(1, _random.Next(3) == 0 ? 4 : 16); statements > 0; statements--)
                await ExecuteAsync(connection, Statement());
            await ExecuteAsync(connection, _random.Next(5) == 0 ? "ROLLBACK" : "COMMIT");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string Statement() => _random.Next(14) switch
    {
        0 or 1 or 2 => Insert(_random.Next(1, 400)),
        3 => Insert(_random.Next(1, 4)),
        4 => $"UPDATE {Table} SET flag = NOT flag, amount = amount + 1 WHERE id % {_random.Next(1, 5)} = 0",
        5 => $"UPDATE {Table} SET id = -id, big = repeat('b', 2500) WHERE id > 0 AND id % {_random.Next(2, 9)} = 0",
        6 => $"DELETE FROM {Table} WHERE id % {_random.Next(2, 9)} = 1",
        7 => $"INSERT INTO events SELECT n, repeat('e', 50) FROM generate_series(1, {_random.Next(1, 500)}) n",
        8 or 9 => Savepoint(),
        10 or 11 => RollBack(),
        12 => _random.Next(3) == 0 ? $"TRUNCATE {Table}" : Insert(20),
        _ => Alter(),
    };

    private string Insert(int rows)
    {
        var first = _next;
        _next += rows;
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            INSERT INTO {Table} (id, flag, note, tags, home, members, big, amount, key, at, moods, span, raw)
            SELECT n, n % 3 = 0, CASE WHEN n % 4 > 0 THEN 'note ' || n END,
                CASE WHEN n % 5 > 0 THEN ARRAY['ä' || n, NULL, repeat('t', n % 7)] END,
                CASE WHEN n % 6 > 0 THEN ROW(n, 'b' || n, date '2024-01-01' + n)::shape END,
                CASE WHEN n % 2 = 0 THEN ARRAY(SELECT ROW(m, NULL)::pair FROM generate_series(1, n % 4) m) END,
                CASE WHEN n % 10 = 0 THEN repeat('x', 2500 + n % 100) END, n / 100.0, md5(n::text)::uuid,
                timestamptz 'epoch' + n * interval '1 second', CASE WHEN n % 3 = 1 THEN ARRAY['ok', 'sad']::mood[] END,
                CASE WHEN n % 2 = 1 THEN n * interval '1 day 3 seconds' END, decode(md5(n::text), 'hex')
            FROM generate_series({first}, {first + rows - 1}) n
            """);
    }

    private string Savepoint()
    {
        var name = $"s{++_names}";
        _savepoints.Add(name);
        return $"SAVEPOINT {name}; {Insert(_random.Next(1, 300))}";
    }

    /// <summary>To any of the savepoints, or lets one go.</summary>
    private string RollBack()
    {
        if (_savepoints.Count == 0)
            return Insert(5);
        var index = _random.Next(_savepoints.Count);
        var name = _savepoints[index];
        if (_random.Next(4) == 0)
        {
            _savepoints.RemoveRange(index, _savepoints.Count - index);
            return $"RELEASE {name}";
        }

        _savepoints.RemoveRange(index + 1, _savepoints.Count - index - 1);
        return $"ROLLBACK TO {name}";
    }

    private string Alter() => _random.Next(4) switch
    {
        0 => $"ALTER TABLE {Table} ADD extra_{++_names} text DEFAULT 'extra'",
        1 => $"ALTER TABLE {Table} DROP IF EXISTS extra_{_random.Next(1, Math.Max(2, _names))}",
        2 => $"ALTER TABLE {Table} ALTER amount TYPE numeric({12 + _random.Next(4)},2)",
        _ => $"CREATE TABLE new_{number}_{++_names} AS SELECT n AS a, 'n' || n AS b FROM generate_series(1, 200) n",
    };
}
