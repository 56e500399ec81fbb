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
        TypeColumn.Decimal(
            "numeric_38_38", 38, row => row.Numeric38_38, row => row.Numeric38_38Raw,
            ["0." + new string('9', 38), "-0." + new string('9', 38), "0", "0.5", "-0." + new string('0', 37) + "1", "NaN"],
            random => RandomValue.Numeric(random, 38, 38)),
        TypeColumn.Text(
            "numeric_tiny", row => row.NumericTiny, row => row.NumericTinyUtf8, row => row.IsNumericTinyNull,
            ["0.00999", "-0.00999", "0.00001", "0", "0.000004", "NaN"],
            random => $"{(random.Next(2) == 0 ? "-" : "")}0.00{random.Next(1000):D3}"),
        TypeColumn.Text(
            "numeric_huge", row => row.NumericHuge, row => row.NumericHugeUtf8, row => row.IsNumericHugeNull,
            [new string('9', 30) + new string('0', 10), "-" + new string('9', 30) + new string('0', 10), "4999999999", "5000000000", "0", "NaN"],
            random => RandomValue.Numeric(random, 38, 0)),
        TypeColumn.Integer("oid", row => row.Oid, ["0", "4294967295", "2147483648"], random => $"{random.NextInt64(1L << 32)}"),
        TypeColumn.Text(
            "one_char", row => row.OneChar, row => row.OneCharUtf8, row => row.IsOneCharNull,
            ["", "a", "~", " "],
            random => $"{(char)random.Next(32, 127)}"),
        TypeColumn.Text(
            "bit_5", row => row.Bit5, row => row.Bit5Utf8, row => row.IsBit5Null,
            ["00000", "11111", "01010"],
            random => RandomValue.Bits(random, 5)),
        TypeColumn.Text(
            "varbit", row => row.Varbit, row => row.VarbitUtf8, row => row.IsVarbitNull,
            ["", "1", "0000000011111111000"],
            random => RandomValue.Bits(random, random.Next(70))),
        TypeColumn.Text(
            "money", row => row.Money, row => row.MoneyUtf8, row => row.IsMoneyNull,
            ["-92233720368547758.08", "92233720368547758.07", "0", "-0.01", "1234.5"],
            random => $"{random.NextInt64(-90_000_000_000_000_000, 90_000_000_000_000_000)}.{random.Next(100):D2}"),
        TypeColumn.Text(
            "cidr", row => row.Cidr, row => row.CidrUtf8, row => row.IsCidrNull,
            ["0.0.0.0/0", "255.255.255.255/32", "10.0.0.0/8", "::/0", "2001:db8::/32"],
            RandomValue.Network),
        TypeColumn.Text(
            "macaddr", row => row.Macaddr, row => row.MacaddrUtf8, row => row.IsMacaddrNull,
            ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "08-00-2B-01-02-03"],
            random => RandomValue.Hex(random, 6)),
        TypeColumn.Text(
            "macaddr8", row => row.Macaddr8, row => row.Macaddr8Utf8, row => row.IsMacaddr8Null,
            ["00:00:00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff:ff:ff", "08:00:2b:01:02:03"],
            random => RandomValue.Hex(random, 8)),
        TypeColumn.Text(
            "regclass", row => row.Regclass, row => row.RegclassUtf8, row => row.IsRegclassNull,
            ["types", "pg_class", "pg_catalog.pg_type", "0", "4294967295", "information_schema.tables"],
            random => random.Next(2) == 0 ? "types_pkey" : $"{random.Next(1_000_000, int.MaxValue)}"),
        TypeColumn.Text(
            "regtype", row => row.Regtype, row => row.RegtypeUtf8, row => row.IsRegtypeNull,
            ["integer", "types", "mood[]", "timestamp with time zone", "0"],
            random => random.Next(2) == 0 ? "pair" : "character varying"),
        TypeColumn.Text(
            "hstore", row => row.Hstore, row => row.HstoreUtf8, row => row.IsHstoreNull,
            ["", "a=>1", "a=>NULL, \"\"=>\"\"", "\"k \\\"q\\\"\"=>\"v \\\\ =>\", ü=>日本語"],
            RandomValue.Hstore),
        TypeColumn.Text(
            "citext", row => row.Citext, row => row.CitextUtf8, row => row.IsCitextNull,
            ["", "ÄÖÜ äöü", Long],
            random => RandomValue.Text(random, 20)),
        TypeColumn.Text(
            "tsvector", row => row.Tsvector, row => row.TsvectorUtf8, row => row.IsTsvectorNull,
            ["", "a fat cat", "fat:2A,3 cat:16383D 'it''s':5", "'back\\\\slash' 'ü'"],
            RandomValue.TextVector),
        TypeColumn.Text(
            "tsquery", row => row.Tsquery, row => row.TsqueryUtf8, row => row.IsTsqueryNull,
            ["", "a & !b | c:*AB", "fat <-> cat <3> 'it''s'"],
            random => $"{RandomValue.Word(random)} & ({RandomValue.Word(random)}:*{"ABCD"[random.Next(4)]} | !{RandomValue.Word(random)}) <{random.Next(1, 9)}> {RandomValue.Word(random)}"),
        TypeColumn.Text(
            "jsonpath", row => row.Jsonpath, row => row.JsonpathUtf8, row => row.IsJsonpathNull,
            ["$", "strict $.a[*] ? (@ > 1.50 && @.b == \"ü\")", "$.\"a b\".size()"],
            random => $"$.{RandomValue.Word(random)}[{random.Next(100)} to last] ? (@.x like_regex \"^{RandomValue.Word(random)}\")"),
        TypeColumn.Text(
            "pg_lsn", row => row.PgLsn, row => row.PgLsnUtf8, row => row.IsPgLsnNull,
            ["0/0", "FFFFFFFF/FFFFFFFF", "16/B374D848"],
            random => $"{random.Next():X}/{random.Next():X}"),
        TypeColumn.Text(
            "xid8", row => row.Xid8, row => row.Xid8Utf8, row => row.IsXid8Null,
            ["0", "18446744073709551615", "9223372036854775808"],
            random => $"{random.NextInt64()}"),
        TypeColumn.Text(
            "lseg", row => row.Lseg, row => row.LsegUtf8, row => row.IsLsegNull,
            ["[(0,-0),(NaN,Infinity)]", "[(1,2),(3,4)]"],
            random => $"[{RandomValue.Points(random, 2)}]"),
        TypeColumn.Text(
            "line", row => row.Line, row => row.LineUtf8, row => row.IsLineNull,
            ["{1,-1,0}", "{0,1,1e300}"],
            random => $"{{1,{RandomValue.Double(random)},{RandomValue.Double(random)}}}"),
        TypeColumn.Text(
            "box", row => row.Box, row => row.BoxUtf8, row => row.IsBoxNull,
            ["(1,1),(0,0)", "(0,5),(-1,7)"],
            random => RandomValue.Points(random, 2)),
        TypeColumn.Text(
            "path", row => row.Path, row => row.PathUtf8, row => row.IsPathNull,
            ["((0,0),(1,1))", "[(0,0)]", "[(0,0),(1e-300,-1),(2,2)]"],
            random => random.Next(2) == 0 ? $"[{RandomValue.Points(random, 3)}]" : $"({RandomValue.Points(random, 4)})"),
        TypeColumn.Text(
            "polygon", row => row.Polygon, row => row.PolygonUtf8, row => row.IsPolygonNull,
            ["((0,0))", "((0,0),(1,1),(1,0))"],
            random => $"({RandomValue.Points(random, random.Next(1, 6))})"),
        TypeColumn.Text(
            "circle", row => row.Circle, row => row.CircleUtf8, row => row.IsCircleNull,
            ["<(0,0),0>", "<(1,-2),1e300>"],
            random => $"<{RandomValue.Points(random, 1)},{random.Next()}>"),
        TypeColumn.Text(
            "int8_range", row => row.Int8Range, row => row.Int8RangeUtf8, row => row.IsInt8RangeNull,
            ["empty", "(,)", "[-9223372036854775808,9223372036854775806]", "(,-3]"],
            random => RandomValue.Range(random, $"{random.NextInt64(-1000, 0)}", $"{random.NextInt64(1L << 60)}")),
        TypeColumn.Text(
            "num_range", row => row.NumRange, row => row.NumRangeUtf8, row => row.IsNumRangeNull,
            ["empty", "(,)", "[1.50,1.50]", "(-Infinity,NaN)"],
            random => RandomValue.Range(random, "-" + RandomValue.Numeric(random, 30, 5).TrimStart('-'), RandomValue.Numeric(random, 30, 5).TrimStart('-'))),
        TypeColumn.Text(
            "date_range", row => row.DateRange, row => row.DateRangeUtf8, row => row.IsDateRangeNull,
            ["empty", "(,)", "[-infinity,infinity]", "[2000-02-28,2000-02-29]", "(4713-01-01 BC,)"],
            random => RandomValue.Range(random, $"{random.Next(1, 2000):D4}-02-03", $"{random.Next(2000, 9999):D4}-12-30")),
        TypeColumn.Text(
            "ts_range", row => row.TsRange, row => row.TsRangeUtf8, row => row.IsTsRangeNull,
            ["empty", "(,)", "[-infinity,infinity)", "[\"2000-01-01 00:00:00\",\"294276-12-31 23:59:59.999999\"]"],
            random => RandomValue.Range(random, $"\"{random.Next(1, 2000):D4}-02-03 {RandomValue.Time(random)}\"", $"\"{random.Next(2000, 9999):D4}-02-03 {RandomValue.Time(random)}\"")),
        TypeColumn.Text(
            "tstz_range", row => row.TstzRange, row => row.TstzRangeUtf8, row => row.IsTstzRangeNull,
            ["empty", "(,)", "[-infinity,infinity]", "(\"2024-03-31 02:30:00+05:45\",]"],
            random => RandomValue.Range(random, $"\"{random.Next(1, 2000):D4}-02-03 {RandomValue.Time(random)}+03\"", $"\"{random.Next(2000, 9999):D4}-02-03 {RandomValue.Time(random)}-11\"")),
        TypeColumn.Text(
            "int4_multirange", row => row.Int4Multirange, row => row.Int4MultirangeUtf8, row => row.IsInt4MultirangeNull,
            ["{}", "{(,)}", "{[1,3),[3,5),[7,8]}", "{(,-5],[2147483647,)}"],
            random => $"{{{RandomValue.Range(random, $"{random.Next(-500, 0)}", $"{random.Next(500)}")},[{random.Next(1000, 2000)},{random.Next(2000, 3000)})}}"),
        TypeColumn.Text(
            "num_multirange", row => row.NumMultirange, row => row.NumMultirangeUtf8, row => row.IsNumMultirangeNull,
            ["{}", "{(,)}", "{[1.0,1.5),(1.50,2]}"],
            random => $"{{{RandomValue.Range(random, "-1.50", $"{random.Next(500)}.0")},[{random.Next(1000, 2000)},{random.Next(2000, 3000)}.125]}}"),
        TypeColumn.Text(
            "tstz_multirange", row => row.TstzMultirange, row => row.TstzMultirangeUtf8, row => row.IsTstzMultirangeNull,
            ["{}", "{(,)}", "{[2000-01-01,2001-01-01),[2002-01-01,infinity]}"],
            random => $"{{[{random.Next(1000, 1999)}-01-01,{random.Next(1999, 2999)}-06-01),[{random.Next(3000, 9999)}-01-01,)}}"),
        TypeColumn.Text(
            "boolean_array", row => row.BooleanArray, row => row.BooleanArrayUtf8, row => row.IsBooleanArrayNull,
            ["{}", "{t,f,NULL}", "[2:3]={t,f}", "{{t},{f}}"],
            random => RandomValue.Array(random, () => random.Next(2) == 0 ? "t" : "f")),
        TypeColumn.Text(
            "numeric_array", row => row.NumericArray, row => row.NumericArrayUtf8, row => row.IsNumericArrayNull,
            ["{}", "{NaN,NULL,-0.01}", "{{1.5},{NULL}}", "[-1:0]={9999.99,-9999.99}"],
            random => RandomValue.Array(random, () => RandomValue.Numeric(random, 6, 2))),
        TypeColumn.Text(
            "numeric_any_array", row => row.NumericAnyArray, row => row.NumericAnyArrayUtf8, row => row.IsNumericAnyArrayNull,
            ["{}", "{NaN,Infinity,-Infinity,0.000,NULL}", "{{1e100},{1e-100}}"],
            random => RandomValue.Array(random, () => RandomValue.Numeric(random, 60, random.Next(40)))),
        TypeColumn.Text(
            "bytea_array", row => row.ByteaArray, row => row.ByteaArrayUtf8, row => row.IsByteaArrayNull,
            ["{}", "{\"\\\\x\",NULL,\"\\\\x00ff\"}", "[0:0]={\"\\\\x22\"}"],
            random => RandomValue.Array(random, () => RandomValue.Quoted(RandomValue.Binary(random, 20)))),
        TypeColumn.Text(
            "uuid_array", row => row.UuidArray, row => row.UuidArrayUtf8, row => row.IsUuidArrayNull,
            ["{}", "{NULL,00000000-0000-0000-0000-000000000000}"],
            random => RandomValue.Array(random, () => RandomValue.Uuid(random))),
        TypeColumn.Text(
            "oid_array", row => row.OidArray, row => row.OidArrayUtf8, row => row.IsOidArrayNull,
            ["{}", "{0,NULL,4294967295}"],
            random => RandomValue.Array(random, () => $"{random.NextInt64(1L << 32)}")),
        TypeColumn.Text(
            "date_array", row => row.DateArray, row => row.DateArrayUtf8, row => row.IsDateArrayNull,
            ["{}", "{infinity,-infinity,NULL,\"4713-01-01 BC\",5874897-12-31}", "{{2000-01-01},{NULL}}"],
            random => RandomValue.Array(random, () => "\"" + RandomValue.Date(random) + "\"")),
        TypeColumn.Text(
            "timestamptz_array", row => row.TimestamptzArray, row => row.TimestamptzArrayUtf8, row => row.IsTimestamptzArrayNull,
            ["{}", "{infinity,-infinity,NULL,\"294276-12-31 23:59:59.999999+00\",\"4713-01-01 00:00:00+00 BC\"}"],
            random => RandomValue.Array(random, () => $"\"{random.Next(1, 9999):D4}-02-03 {RandomValue.Time(random)}+01\"")),
        TypeColumn.Text(
            "interval_array", row => row.IntervalArray, row => row.IntervalArrayUtf8, row => row.IsIntervalArrayNull,
            ["{}", "{NULL,\"1 mon -1 day 00:00:00.000001\"}", "{1 day,2562048 hours}", "{{1 mon},{1 day}}"],
            random => RandomValue.Array(random, () => "\"" + RandomValue.Interval(random) + "\"")),
        TypeColumn.Text(
            "mood_array", row => row.MoodArray, row => row.MoodArrayUtf8, row => row.IsMoodArrayNull,
            ["{}", "{sad,NULL,\"über glücklich\"}", "[5:5]={ok}"],
            random => RandomValue.Array(random, () => random.Next(2) == 0 ? "sad" : "über glücklich")),
        TypeColumn.Text(
            "pair_array", row => row.PairArray, row => row.PairArrayUtf8, row => row.IsPairArrayNull,
            ["{}", "{NULL,\"(,)\",\"(1,\\\"\\\")\"}", "{{\"(1,a)\"},{\"(2,\\\"b c\\\")\"}}"],
            random => RandomValue.Array(random, () => RandomValue.Quoted(RandomValue.Pair(random)))),
        TypeColumn.Text(
            "money_amount_array", row => row.MoneyAmountArray, row => row.MoneyAmountArrayUtf8, row => row.IsMoneyAmountArrayNull,
            ["{}", "{NaN,NULL,99999999.99}"],
            random => RandomValue.Array(random, () => RandomValue.Numeric(random, 10, 2))),
        TypeColumn.Text(
            "shape", row => row.Shape, row => row.ShapeUtf8, row => row.IsShapeNull,
            ["(,,)", "(1,\"\",infinity)", "(-1,\"a \"\"b\"\"\",\"0044-03-15 BC\")"],
            random => $"({random.Next()},{RandomValue.Quoted(RandomValue.Text(random, 10))},\"{RandomValue.Date(random)}\")"),
        TypeColumn.Text(
            "household", row => row.Household, row => row.HouseholdUtf8, row => row.IsHouseholdNull,
            ["(,,,)", "(\"(1,x,2000-01-01)\",\"{sad,NULL}\",NaN,\"{NULL,\"\"(1,a)\"\"}\")", "(\"(,,)\",\"[0:0]={ok}\",1.5,{})", "(,\"{{sad},{ok}}\",-0.01,)"],
            random => $"(\"({random.Next()},{RandomValue.Word(random)},2000-01-01)\",\"{{sad,{(random.Next(2) == 0 ? "NULL" : "ok")}}}\",{RandomValue.Numeric(random, 8, 2)},{RandomValue.Quoted("{" + RandomValue.Quoted(RandomValue.Pair(random)) + "}")})"),
        TypeColumn.Text(
            "shorter_text", row => row.ShorterText, row => row.ShorterTextUtf8, row => row.IsShorterTextNull,
            ["", "ünder fifty"],
            random => RandomValue.Text(random, 40)),
        TypeColumn.Text(
            "numbers", row => row.Numbers, row => row.NumbersUtf8, row => row.IsNumbersNull,
            ["{}", "{1,NULL}", "{{1,2},{3,4}}", "[0:1]={5,6}"],
            random => RandomValue.Array(random, () => $"{random.Next()}")),
        TypeColumn.Text(
            "couple", row => row.Couple, row => row.CoupleUtf8, row => row.IsCoupleNull,
            ["(,)", "(1,\"\")"],
            RandomValue.Pair),
        TypeColumn.Text(
            "feeling", row => row.Feeling, row => row.FeelingUtf8, row => row.IsFeelingNull,
            ["sad", "ok", "über glücklich"],
            random => random.Next(2) == 0 ? "ok" : "über glücklich"),
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
            "SET datestyle = 'ISO'; SET timezone = 'UTC'; SET extra_float_digits = 3; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; SET search_path = pg_catalog", connection))
            await settings.ExecuteNonQueryAsync();

        // Not IS NULL, which holds for a composite of nulls.
        var texts = Columns.Select(column => $"CASE WHEN num_nulls({column.Name}) = 0 THEN format('%s', {column.Name}) END");
        await using var query = new NpgsqlCommand($"SELECT id, {string.Join(", ", texts)} FROM public.types", connection);
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
