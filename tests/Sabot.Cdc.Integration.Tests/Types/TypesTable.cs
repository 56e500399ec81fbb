using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>Table <c>types</c> of Cdc/schema.sql, and what PostgreSQL itself says is in it.</summary>
internal static class TypesTable
{
    private const string Long = "Straße, Ωμέγα, 日本語, 𝄞 and \"quotes\" 'both' \\ back\\slash\ttab\nline";

    public static readonly TypeColumn[] Columns =
    [
        TypeColumn.Boolean("boolean", row => row.Boolean, ["true", "false"], random => random.Next(2) == 0 ? "t" : "f"),
        TypeColumn.Integer("int2", row => row.Int2, ["-32768", "32767", "0", "-1"], random => $"{random.Next(-32768, 32768)}"),
        TypeColumn.Integer("int4", row => row.Int4, ["-2147483648", "2147483647", "0", "-1"], random => $"{random.Next(int.MinValue, int.MaxValue)}"),
        TypeColumn.Integer("int8", row => row.Int8, ["-9223372036854775808", "9223372036854775807", "0", "-1"], random => $"{random.NextInt64(long.MinValue, long.MaxValue)}"),
        TypeColumn.Single(
            "float4", row => row.Float4,
            ["NaN", "Infinity", "-Infinity", "0", "-0", "1.401298464324817e-45", "3.4028235e38", "-3.4028235e38", "0.1", "16777217"],
            RandomValue.Single),
        TypeColumn.Double(
            "float8", row => row.Float8,
            ["NaN", "Infinity", "-Infinity", "0", "-0", "4.9406564584124654e-324", "1.7976931348623157e308", "-1.7976931348623157e308", "0.1", "1e15"],
            RandomValue.Double),
        TypeColumn.Decimal(
            "numeric_12_2", 2, row => row.Numeric12_2, row => row.Numeric12_2Raw,
            ["9999999999.99", "-9999999999.99", "0", "0.01", "-0.01", "NaN", "12.345", "100"],
            random => RandomValue.Numeric(random, 12, 2)),
        TypeColumn.Decimal(
            "numeric_38_0", 0, row => row.Numeric38_0, row => row.Numeric38_0Raw,
            [new('9', 38), "-" + new string('9', 38), "0", "79228162514264337593543950335", "79228162514264337593543950336", "-79228162514264337593543950336", "NaN", "18446744073709551616"],
            random => RandomValue.Numeric(random, 38, 0)),
        TypeColumn.Decimal(
            "numeric_38_37", 37, row => row.Numeric38_37, row => row.Numeric38_37Raw,
            ["9." + new string('9', 37), "-9." + new string('9', 37), "0", "1", "0.5", "-7.9228162514264337593543950335", "7.9228162514264337593543950336", "0." + new string('0', 36) + "1", "NaN"],
            random => RandomValue.Numeric(random, 38, 37)),
        TypeColumn.Decimal(
            "numeric_28_10", 10, row => row.Numeric28_10, row => row.Numeric28_10Raw,
            ["999999999999999999.9999999999", "-999999999999999999.9999999999", "0.0000000001", "0", "NaN"],
            random => RandomValue.Numeric(random, 28, 10)),
        TypeColumn.Text(
            "numeric_any", row => row.NumericAny, row => row.NumericAnyUtf8, row => row.IsNumericAnyNull,
            ["NaN", "Infinity", "-Infinity", "0", "0.000", "-0.0", new string('9', 500) + "." + new string('1', 300), "1e-1000", "1e1000"],
            random => RandomValue.Numeric(random, 80, random.Next(60))),
        TypeColumn.Text(
            "numeric_round", row => row.NumericRound, row => row.NumericRoundUtf8, row => row.IsNumericRoundNull,
            ["9999900", "-9999900", "149", "150", "0", "NaN"],
            random => RandomValue.Numeric(random, 6, 0)),
        TypeColumn.Text(
            "numeric_40_2", row => row.Numeric40_2, row => row.Numeric40_2Utf8, row => row.IsNumeric40_2Null,
            [new string('9', 38) + ".99", "-" + new string('9', 38) + ".99", "0", "NaN"],
            random => RandomValue.Numeric(random, 40, 2)),
        TypeColumn.Text(
            "text", row => row.Text, row => row.TextUtf8, row => row.IsTextNull,
            ["", " ", Long, "null", "\u0001\u007f\u0080\u00ad\ufeff\uffff\U0010ffff", "NULL"],
            random => RandomValue.Text(random, random.Next(50) == 0 ? 5000 : 40)),
        TypeColumn.Text(
            "varchar_10", row => row.Varchar10, row => row.Varchar10Utf8, row => row.IsVarchar10Null,
            ["", "0123456789", "ÄÖÜäöüß日本語", "  "],
            random => RandomValue.Text(random, 10)),
        TypeColumn.Text(
            "bpchar_5", row => row.Bpchar5, row => row.Bpchar5Utf8, row => row.IsBpchar5Null,
            ["", "12345", "a", "日本 ", "  b"],
            random => RandomValue.Text(random, 5)),
        TypeColumn.Text(
            "name", row => row.Name, row => row.NameUtf8, row => row.IsNameNull,
            ["", new string('n', 63), "größe", "日本語"],
            random => RandomValue.Text(random, 15)),
        TypeColumn.Binary(
            "bytea", row => row.Bytea, row => row.IsByteaNull,
            ["", "\\x00", "\\xff00ff", "\\x5c27220a"],
            random => RandomValue.Binary(random, random.Next(50) == 0 ? 5000 : 40)),
        TypeColumn.Date(
            "date", row => row.Date, row => row.DateRaw,
            ["infinity", "-infinity", "4713-01-01 BC", "0001-12-31 BC", "0001-01-01", "9999-12-31", "10000-01-01", "5874897-12-31", "1970-01-01", "2000-02-29", "1900-03-01", "0101-02-28 BC"],
            RandomValue.Date),
        TypeColumn.Time(
            "time", row => row.Time, row => row.TimeRaw,
            ["00:00:00", "24:00:00", "23:59:59.999999", "12:34:56.7", "00:00:00.000001"],
            RandomValue.Time),
        TypeColumn.Timestamp(
            "timestamp", DateTimeKind.Unspecified, row => row.Timestamp, row => row.TimestampRaw,
            ["infinity", "-infinity", "4713-01-01 00:00:00 BC", "0001-12-31 23:59:59.999999 BC", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "10000-01-01 00:00:00",
                "294247-01-10 04:00:54.775806", "294247-01-10 04:00:54.775807", "294247-01-10 04:00:54.775808", "294276-12-31 23:59:59.999999", "1970-01-01 00:00:00", "1969-12-31 23:59:59.999999"],
            RandomValue.Timestamp),
        TypeColumn.Timestamp(
            "timestamptz", DateTimeKind.Utc, row => row.Timestamptz, row => row.TimestamptzRaw,
            ["infinity", "-infinity", "4713-01-01 00:00:00+00 BC", "0001-12-31 23:59:59.999999+00 BC", "0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00", "10000-01-01 00:00:00+00",
                "294247-01-10 04:00:54.775806+00", "294247-01-10 04:00:54.775807+00", "294247-01-10 04:00:54.775808+00", "294276-12-31 23:59:59.999999+00", "2024-03-31 02:30:00+05:45", "1969-12-31 23:59:59.5-12"],
            random => RandomValue.Timestamp(random) is var text && text.EndsWith(" BC", StringComparison.Ordinal) ? text[..^3] + "+00 BC" : text + "+00"),
        TypeColumn.Uuid(
            "uuid", row => row.Uuid,
            ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "00112233-4455-6677-8899-aabbccddeeff"],
            RandomValue.Uuid),
        TypeColumn.Text(
            "json", row => row.Json, row => row.JsonUtf8, row => row.IsJsonNull,
            ["null", "{}", " { \"b\": 1,  \"a\": [1.50, \"ü\", \"\\u00fc\"], \"b\": 2 } ", "\"\"", "1e400"],
            RandomValue.Json),
        TypeColumn.Text(
            "jsonb", row => row.Jsonb, row => row.JsonbUtf8, row => row.IsJsonbNull,
            ["null", "{}", " { \"b\": 1,  \"a\": [1.50, \"ü\", \"\\u00fc\"], \"b\": 2 } ", "\"\"", "1e400"],
            RandomValue.Json),
        TypeColumn.Text(
            "xml", row => row.Xml, row => row.XmlUtf8, row => row.IsXmlNull,
            ["", "<a b=\"ü\">&lt;</a>", "text", "<?xml version=\"1.0\"?><r/>"],
            random => $"<x y=\"{random.Next()}\">é</x>"),
        TypeColumn.Interval(
            "interval", row => row.Interval, row => row.IntervalRaw,
            ["0", "178000000 years", "-178000000 years", "1 mon -1 day 00:00:00.000001", "-23:59:59.999999", "1 year 2 mons 3 days 04:05:06.7", "-13 mons 300 days 1 hour", "2562048 hours"],
            RandomValue.Interval),
        TypeColumn.Text(
            "timetz", row => row.Timetz, row => row.TimetzUtf8, row => row.IsTimetzNull,
            ["00:00:00+00", "24:00:00-15:59", "12:34:56.7+05:45"],
            random => RandomValue.Time(random) + $"+{random.Next(15):D2}:{random.Next(60):D2}"),
        TypeColumn.Text(
            "int4_array", row => row.Int4Array, row => row.Int4ArrayUtf8, row => row.IsInt4ArrayNull,
            ["{}", "{NULL}", "{1,-2,NULL}", "{{1,2},{3,4}}", "[0:1]={5,6}"],
            random => RandomValue.Array(random, () => $"{random.Next()}")),
        TypeColumn.Text(
            "text_array", row => row.TextArray, row => row.TextArrayUtf8, row => row.IsTextArrayNull,
            ["{}", "{\"\",NULL,\"NULL\"}", "{\"a b\",\"c\\\"d\",\"ü{}\"}"],
            random => RandomValue.Array(random, () => RandomValue.Quoted(RandomValue.Text(random, 10)))),
        TypeColumn.Text(
            "inet", row => row.Inet, row => row.InetUtf8, row => row.IsInetNull,
            ["0.0.0.0", "255.255.255.255/8", "::", "2001:db8::1/64", "::ffff:1.2.3.4"],
            RandomValue.Inet),
        TypeColumn.Text(
            "mood", row => row.Mood, row => row.MoodUtf8, row => row.IsMoodNull,
            ["sad", "ok", "über glücklich"],
            random => random.Next(2) == 0 ? "sad" : "über glücklich"),
        TypeColumn.Text(
            "int4_range", row => row.Int4Range, row => row.Int4RangeUtf8, row => row.IsInt4RangeNull,
            ["empty", "(,)", "[1,5]", "(,-3]"],
            random => $"[{random.Next(1000)},{random.Next(1000, 2000)})"),
        TypeColumn.Text(
            "point", row => row.Point, row => row.PointUtf8, row => row.IsPointNull,
            ["(0,-0)", "(NaN,Infinity)", "(0.1,1e300)"],
            random => $"({RandomValue.Double(random)},{RandomValue.Double(random)})"),
        TypeColumn.Text(
            "pair", row => row.Pair, row => row.PairUtf8, row => row.IsPairNull,
            ["(,)", "(1,\"\")", "(2,\"a \"\"b\"\" \\\\c, ü\")"],
            random => $"({random.Next()},{RandomValue.Quoted(RandomValue.Text(random, 10))})"),
        TypeColumn.Text(
            "short_text", row => row.ShortText, row => row.ShortTextUtf8, row => row.IsShortTextNull,
            ["", "ünder a hundred"],
            random => RandomValue.Text(random, 90)),
        TypeColumn.Decimal(
            "money_amount", 2, row => row.MoneyAmount, row => row.MoneyAmountRaw,
            ["99999999.99", "-99999999.99", "0", "NaN"],
            random => RandomValue.Numeric(random, 10, 2)),
    ];

    /// <summary>Rows that between them hold every edge of every column; the first is all null.</summary>
    public static IEnumerable<string?[]> EdgeRows()
    {
        yield return new string?[Columns.Length];
        for (var i = 0; i < Columns.Max(column => column.Edges.Length); i++)
            yield return [.. Columns.Select(column => column.Edges[i % column.Edges.Length])];
    }

    /// <summary>A row of random values, some of them edges and nulls.</summary>
    public static string?[] RandomRow(Random random) =>
    [
        .. Columns.Select(column => random.Next(10) switch
        {
            0 => null,
            1 => column.Edges[random.Next(column.Edges.Length)],
            _ => column.Random(random),
        }),
    ];

    public static string Insert(int id, string?[] values) =>
        $"INSERT INTO types (id, {string.Join(", ", Columns.Select(column => column.Name))}) VALUES ({id}, {string.Join(", ", values.Select(Literal))});";

    public static string Update(int id, string?[] values) =>
        $"UPDATE types SET {string.Join(", ", Columns.Zip(values, (column, value) => $"{column.Name} = {Literal(value)}"))} WHERE id = {id};";

    /// <summary>PostgreSQL's own text of every value, by row and column, in a session whose settings are fixed.</summary>
    public static async Task<Dictionary<int, string?[]>> ReadAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using (var settings = new NpgsqlCommand(
            "SET datestyle = 'ISO'; SET timezone = 'UTC'; SET extra_float_digits = 3; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'", connection))
            await settings.ExecuteNonQueryAsync();

        // Not IS NULL, which holds for a composite of nulls.
        var texts = Columns.Select(column => $"CASE WHEN num_nulls({column.Name}) = 0 THEN format('%s', {column.Name}) END");
        await using var query = new NpgsqlCommand($"SELECT id, {string.Join(", ", texts)} FROM types", connection);
        await using var reader = await query.ExecuteReaderAsync();
        var rows = new Dictionary<int, string?[]>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetInt32(0), [.. Enumerable.Range(1, Columns.Length).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        return rows;
    }

    /// <summary>Holds every property of the row against PostgreSQL's text.</summary>
    public static void Check(TypesRow row, string?[] expected)
    {
        for (var i = 0; i < Columns.Length; i++)
            Columns[i].Check(row, expected[i]);
    }

    private static string Literal(string? value) =>
        value is null ? "NULL" : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
