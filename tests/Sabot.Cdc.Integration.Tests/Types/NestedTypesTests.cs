using System.Globalization;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>
/// Arrays, composites, and both in each other, with domains and enums in them, read without compiled code and held
/// against PostgreSQL's own text.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class NestedTypesTests(ServerFixture fixture, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Database = "nested_types_tests";
    private const int Rows = 400;

    private static readonly string[] Types =
    [
        "bool[]", "smallint[]", "int[]", "bigint[]", "oid[]", "float8[]", "cents[]", "numeric(38,10)[]", "numeric[]",
        "text[]", "varchar(9)[]", "jsonb[]", "bytea[]", "date[]", "time[]", "timestamp[]", "timestamptz[]", "uuid[]", "interval[]",
        "mood[]", "point3", "address", "home", "address[]", "digits[]", "stay",
    ];

    private readonly PostgresServer _server = fixture.Server;
    private string _connection = "";

    public async Task InitializeAsync()
    {
        _connection = await _server.CreateDatabaseAsync(Database);
        await ExecuteAsync($"SELECT pg_create_logical_replication_slot('{Database}', 'wal2arrow')");
        await ExecuteAsync(
            $"""
            CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy');
            CREATE DOMAIN cents AS numeric(10,2);
            CREATE DOMAIN digits AS int[];
            CREATE TYPE point3 AS (x int, gone text, "The Y" numeric(30,5), z float8);
            ALTER TYPE point3 DROP ATTRIBUTE gone;
            CREATE TYPE address AS (street text, moods mood[], since timestamptz, place point3, photo bytea);
            CREATE DOMAIN home AS address;
            CREATE TYPE stay AS (length interval, spots point3[]);
            CREATE TABLE nested (id int PRIMARY KEY, {string.Join(", ", Types.Select((type, i) => $"c{i} {type}"))});
            """);
    }

    public async Task DisposeAsync() => await _server.DropDatabaseAsync(Database);

    [Fact]
    public async Task EveryValueIsWhatPostgresPrints()
    {
        var random = Seed.Create(output);
        await ExecuteAsync(Inserts(random));
        var expected = await TextAsync();

        var misfits = 0;
        var read = 0;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var client = new CdcClient(new CdcOptions { ConnectionString = _connection, Slot = Database });
        await foreach (var batch in client.Batches("public.nested").WithCancellation(limit.Token))
        {
            Assert.Equal(["id", .. Types.Select((_, i) => $"c{i}")], batch.Table.Columns.ToArray().Select(column => column.Name));
            for (var i = batch.NextChange(0); i < batch.Count; i = batch.NextChange(i + 1))
            {
                var row = new CdcChangeView(batch, i).Row;
                var line = expected[row.GetInt32(0)];
                for (var column = 0; column < Types.Length; column++)
                {
                    var misfit = row.GetMisfitText(column + 1);
                    misfits += misfit is null ? 0 : 1;
                    Assert.Equal(IsMisfit(line[column], Types[column]), misfit is not null);
                    Assert.Equal(line[column], misfit ?? row.ReadNullableReference<string, NestedText>(column + 1));
                    Assert.Equal(line[column] is null, row.IsNull(column + 1));
                }

                read++;
            }

            if (read == expected.Count)
                break;
        }

        Assert.InRange(misfits, 100, Rows * Types.Length / 2);
    }

    [Fact]
    public async Task AnArrayOutOfLineThatAnUpdateLeavesAloneIsNotTaken()
    {
        await ExecuteAsync(
            """
            CREATE TABLE large (id int PRIMARY KEY, n int, tags text[], home address);
            ALTER TABLE large ALTER tags SET STORAGE EXTERNAL, ALTER home SET STORAGE EXTERNAL;
            INSERT INTO large SELECT 1, 1, array_agg(i::text), (SELECT (repeat('x', 9000), '{ok}', NULL, NULL, NULL)::address) FROM generate_series(1, 3000) i;
            UPDATE large SET n = 2;
            UPDATE large SET tags = '{}', home = NULL;
            DELETE FROM large;
            """);

        var lines = new List<string>();
        await ReadAsync("large", 4, row => lines.Add(string.Join(", ", Enumerable.Range(2, 2).Select(column =>
            !row.IsPresent(column) ? "unchanged"
            : row.IsNull(column) ? "null"
            : column == 2 ? $"{row.GetArray(2, CdcElements.Text).Count} tags"
            : $"{row.GetComposite(3).GetUtf8(0).Length} bytes"))));

        Assert.Equal(["3000 tags, 9000 bytes", "unchanged, unchanged", "0 tags, null", "unchanged, unchanged"], lines);
    }

    [Fact]
    public async Task ATypeThatIsAlteredIsAnotherTableFromThenOn()
    {
        await ExecuteAsync(
            """
            CREATE TABLE "Odd Name" (spot point3);
            INSERT INTO "Odd Name" VALUES ((1, 2, 3));
            ALTER TYPE point3 ADD ATTRIBUTE w int;
            INSERT INTO "Odd Name" VALUES ((1, 2, 3, 4));
            """);

        var lines = new List<string>();
        await ReadAsync("\"Odd Name\"", 2, row => lines.Add(row.Read<string, NestedText>(0)));
        Assert.Equal(["(1,2.00000,3)", "(1,2.00000,3,4)"], lines);
    }

    private async Task ReadAsync(string table, int count, Action<CdcRowView> read)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var client = new CdcClient(new CdcOptions { ConnectionString = _connection, Slot = Database });
        await foreach (var batch in client.Batches($"public.{table}").WithCancellation(limit.Token))
        {
            for (var i = batch.NextChange(0); i < batch.Count; i = batch.NextChange(i + 1), count--)
                read(new CdcChangeView(batch, i).Row);
            if (count == 0)
                break;
        }
    }

    /// <summary>Of several dimensions, not counted from 1, or with such an array or an interval of too many hours in it.</summary>
    private static bool IsMisfit(string? text, string type) =>
        text is not null
        && (type is "text[]" or "varchar(9)[]" or "jsonb[]"
            ? text[0] == '[' || text.StartsWith("{{", StringComparison.Ordinal)
            : text.Contains("[0:1]={", StringComparison.Ordinal)
                || text.Contains("{{", StringComparison.Ordinal)
                || text.Contains("3000000:00:00", StringComparison.Ordinal));

    private static string Inserts(Random random)
    {
        var lines = Enumerable.Range(0, Rows).Select(row => $"({row}, " + string.Join(", ", Types.Select(type => Literal(type, random))) + ")");
        return "INSERT INTO nested VALUES " + string.Join(",\n", lines);
    }

    private static string Literal(string type, Random random)
    {
        if (random.Next(6) == 0)
            return "NULL";
        return "'" + Value(type, random).Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    /// <summary>A value's text as PostgreSQL takes it; now and then one that has no place in its Arrow type.</summary>
    private static string Value(string type, Random random)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            var element = type[..^2];
            return random.Next(12) switch
            {
                0 => $"[0:1]={{{Element(element, random)},NULL}}",
                1 => $"{{{{{Element(element, random)}}},{{{Element(element, random)}}}}}",
                _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Element(element, random))) + "}",
            };
        }

        return type switch
        {
            "bool" => random.Next(2) == 0 ? "t" : "f",
            "smallint" => random.Next(short.MinValue, short.MaxValue + 1).ToString(CultureInfo.InvariantCulture),
            "int" => random.Next(int.MinValue, int.MaxValue).ToString(CultureInfo.InvariantCulture),
            "bigint" => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
            "oid" => random.NextInt64(1L << 32).ToString(CultureInfo.InvariantCulture),
            "float8" => (random.Next(-1_000_000, 1_000_000) / 8.0).ToString(CultureInfo.InvariantCulture),
            "cents" => random.Next(20) == 0 ? "NaN" : RandomValue.Numeric(random, 10, 2),
            "numeric(38,10)" => RandomValue.Numeric(random, 38, 10),
            "numeric" => random.Next(9) == 0 ? "NaN" : RandomValue.Numeric(random, 60, 20),
            "text" => RandomValue.Text(random, 12),
            "street" => RandomValue.Text(random, 12).Replace("{", "", StringComparison.Ordinal),
            "varchar(9)" => random.Next(4) == 0 ? "null" : RandomValue.Text(random, 9),
            "jsonb" => RandomValue.Json(random).Replace("\\u0000", "", StringComparison.Ordinal),
            "bytea" => RandomValue.Binary(random, 9),
            "date" => random.Next(9) == 0 ? "-infinity" : RandomValue.Date(random),
            "time" => RandomValue.Time(random),
            "timestamp" => random.Next(9) == 0 ? "infinity" : RandomValue.Timestamp(random),
            "timestamptz" => random.Next(9) == 0 ? "infinity" : PostgresText.Timestamp(random.NextInt64(-62_135_596_800_000_000, 253_402_300_800_000_000), "+00"),
            "uuid" => RandomValue.Uuid(random),
            "interval" => random.Next(20) == 0 ? "3000000 hours" : RandomValue.Interval(random),
            "mood" => random.Next(3) switch { 0 => "sad", 1 => "ok", _ => "very happy" },
            "digits" => Value("int[]", random),
            "point3" => Composite(random, "int", "numeric(30,5)", "float8"),
            "address" or "home" => Composite(random, "street", "mood[]", "timestamptz", "point3", "bytea"),
            "stay" => Composite(random, "interval", "point3[]"),
            "numeric(30,5)" => RandomValue.Numeric(random, 30, 5),
            _ => throw new NotSupportedException(type),
        };
    }

    private static string Element(string type, Random random) =>
        random.Next(6) == 0 ? "NULL" : RandomValue.Quoted(Value(type, random));

    private static string Composite(Random random, params string[] attributes) =>
        "(" + string.Join(',', attributes.Select(type => random.Next(6) == 0 ? "" : RandomValue.Quoted(Value(type, random)))) + ")";

    private async Task<Dictionary<int, string?[]>> TextAsync()
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"""
            SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex';
            SELECT id, ARRAY[{string.Join(", ", Types.Select((_, i) => $"c{i}::text"))}] FROM nested
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new Dictionary<int, string?[]>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetInt32(0), reader.GetFieldValue<string?[]>(1));
        return lines;
    }

    private Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql, Database);
}
