using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests;

/// <summary>A table with a column of every type, compiled and streamed, in different orders.</summary>
internal static class UsersTable
{
    internal const int Active = 0;
    internal const int Age = 1;
    internal const int Balance = 2;
    internal const int Birthday = 3;
    internal const int CreatedAt = 4;
    internal const int Email = 5;
    internal const int Height = 6;
    internal const int Id = 7;
    internal const int Level = 8;
    internal const int LocalTime = 9;
    internal const int Owner = 10;
    internal const int Photo = 11;
    internal const int Score = 12;
    internal const int Term = 13;
    internal const int Token = 14;
    internal const int WakesAt = 15;
    internal const int Home = 16;
    internal const int Scores = 17;
    internal const int Visits = 18;

    /// <summary>Attributes of <see cref="Home"/>, in the order in which they were compiled.</summary>
    internal const int HomePhones = 0;
    internal const int HomeSince = 1;
    internal const int HomeZip = 2;

    /// <summary>Attributes of the elements of <see cref="Visits"/>.</summary>
    internal const int VisitAt = 0;
    internal const int VisitSpent = 1;

    internal static readonly Guid SomeToken = new("00112233-4455-6677-8899-aabbccddeeff");

    internal static readonly CdcTable Compiled = Table(CdcReplicaIdentity.Default);

    internal static readonly CdcTable CompiledFull = Table(CdcReplicaIdentity.Full);

    /// <summary>Rows with values in the even ones and nulls (but for the key) in the odd ones.</summary>
    internal static StreamedTable Streamed(string operations = "III", string identity = "default")
    {
        var rows = operations.Length;
        return new StreamedTable(operations) { Identity = identity }
            .Column("id", "bigint", Values.Fixed(Int64Type.Default, Every(rows, row => 100L + row)))
            .Column("email", "character varying(200)", Values.Text(Text(rows, row => $"zoë{row}@example.org")))
            .Column("extra", "oid", Values.Fixed(UInt32Type.Default, Every(rows, row => (uint)row)))
            .Column("active", "boolean", Values.Booleans(Even(rows, row => row % 4 == 0)))
            .Column("age", "integer", Values.Fixed(Int32Type.Default, Even(rows, row => 30 + row)))
            .Column("level", "smallint", Values.Fixed(Int16Type.Default, Even(rows, row => (short)-row)))
            .Column("height", "real", Values.Fixed(FloatType.Default, Even(rows, row => 1.75f + row)))
            .Column("score", "double precision", Values.Fixed(DoubleType.Default, Even(rows, row => 0.1 + row)))
            .Column(
                "balance",
                "numeric(12,2)",
                Values.Fixed(new Decimal128Type(12, 2), Even(rows, row => (Int128)(-12345 - row))))
            .Column("birthday", "date", Values.Fixed(Date32Type.Default, Even(rows, row => 10_000 + row)))
            .Column("wakes_at", "time", Values.Fixed(Values.Time, Even(rows, row => 21_600_000_001L + row)))
            .Column("local_time", "timestamp", Values.Fixed(Values.Timestamp, Even(rows, row => 1_000_001L + row)))
            .Column("created_at", "timestamptz", Values.Fixed(Values.TimestampTz, Even(rows, row => -1L - row)))
            .Column("owner", "oid", Values.Fixed(UInt32Type.Default, Even(rows, row => uint.MaxValue - (uint)row)))
            .Column("term", "interval", Values.Intervals(Even(rows, row => (-row, 2 + row, 3_000L * row))))
            .Column("photo", "bytea", Values.Binary(Bytes(rows, row => new byte[] { 0, 255, (byte)row })))
            .Column("token", "uuid", Values.Uuids(Even(rows, _ => SomeToken)))
            .Column("home", "public.address", Homes(rows))
            .Column("scores", "integer[]", ScoreLists(rows))
            .Column("visits", "public.visit[]", VisitLists(rows))
            .Misfits(new string?[rows]);
    }

    /// <summary>Two phones and a null for each address; a phone's row is in its text.</summary>
    private static IArrowArray Homes(int rows)
    {
        var phones = Enumerable.Range(0, rows * 3).Select(i => i % 3 == 2 ? null : $"+49 {i / 3} {i % 3}");
        var ranges = Enumerable.Range(0, rows).Select(row => (Range?)new Range(row * 3, row * 3 + 3));
        return Values.Struct(
            [.. Enumerable.Range(0, rows).Select(row => row % 2 == 0)],
            ("zip", "text", Values.Text([.. Enumerable.Range(0, rows).Select(row => row % 4 == 0 ? $"Z{row}" : null)])),
            ("added", "smallint", Values.Fixed(Int16Type.Default, Every(rows, row => (short)row))),
            (
                "phones",
                "text[]",
                Values.List(Values.Text([.. phones]), [.. ranges])),
            ("since", "date", Values.Fixed(Date32Type.Default, Every(rows, row => 20_000 + row))));
    }

    /// <summary>As many scores as the row's number in even rows: 0, 1, null, 3, 4, null …</summary>
    private static IArrowArray ScoreLists(int rows)
    {
        var scores = Enumerable.Range(0, rows).Where(row => row % 2 == 0).SelectMany(row => Enumerable.Range(0, row));
        return Values.List(
            "integer",
            Values.Fixed(Int32Type.Default, [.. scores.Select(score => score % 3 == 2 ? (int?)null : score)]),
            [.. Ranges(rows, row => row)]);
    }

    /// <summary>Two visits in even rows, the second of them null.</summary>
    private static IArrowArray VisitLists(int rows)
    {
        var visits = (rows + 1) / 2 * 2;
        return Values.List(
            "public.visit",
            Values.Struct(
                [.. Enumerable.Range(0, visits).Select(visit => visit % 2 == 0)],
                ("at", "timestamptz", Values.Fixed(Values.TimestampTz, Every(visits, visit => 1_000_000L * visit))),
                (
                    "spent",
                    "numeric(30,2)",
                    Values.Fixed(new Decimal128Type(30, 2), Every(visits, visit => (Int128)(-100 - visit))))),
            [.. Ranges(rows, _ => 2)]);
    }

    /// <summary>In even rows the next so many elements, in odd ones null.</summary>
    private static IEnumerable<Range?> Ranges(int rows, Func<int, int> count)
    {
        var end = 0;
        for (var row = 0; row < rows; row++)
        {
            if (row % 2 != 0)
                yield return null;
            else
                yield return end..(end += count(row));
        }
    }

    private static CdcTable Table(CdcReplicaIdentity identity) => new(
        "public",
        "users",
        identity,
        ["id"],
        [
            new CdcColumn("active", CdcType.Boolean, "boolean", true),
            new CdcColumn("age", CdcType.Int32, "integer", true),
            new CdcColumn("balance", CdcType.Decimal, "numeric(12,2)", true),
            new CdcColumn("birthday", CdcType.Date, "date", true),
            new CdcColumn("created_at", CdcType.TimestampTz, "timestamp with time zone", true),
            new CdcColumn("email", CdcType.Text, "text", true),
            new CdcColumn("height", CdcType.Single, "real", true),
            new CdcColumn("id", CdcType.Int64, "bigint", false),
            new CdcColumn("level", CdcType.Int16, "smallint", true),
            new CdcColumn("local_time", CdcType.Timestamp, "timestamp without time zone", true),
            new CdcColumn("owner", CdcType.UInt32, "oid", true),
            new CdcColumn("photo", CdcType.Binary, "bytea", true),
            new CdcColumn("score", CdcType.Double, "double precision", true),
            new CdcColumn("term", CdcType.Interval, "interval", true),
            new CdcColumn("token", CdcType.Uuid, "uuid", true),
            new CdcColumn("wakes_at", CdcType.Time, "time without time zone", true),
            new CdcColumn(
                "home",
                CdcType.Composite,
                "public.address",
                true,
                [
                    new CdcColumn(
                        "phones", CdcType.Array, "text[]", true, [new CdcColumn("item", CdcType.Text, "text", true)]),
                    new CdcColumn("since", CdcType.Date, "date", true),
                    new CdcColumn("zip", CdcType.Text, "text", true),
                ]),
            new CdcColumn(
                "scores", CdcType.Array, "integer[]", true, [new CdcColumn("item", CdcType.Int32, "integer", true)]),
            new CdcColumn(
                "visits",
                CdcType.Array,
                "public.visit[]",
                true,
                [
                    new CdcColumn(
                        "item",
                        CdcType.Composite,
                        "public.visit",
                        true,
                        [
                            new CdcColumn("at", CdcType.TimestampTz, "timestamp with time zone", true),
                            new CdcColumn("spent", CdcType.Decimal, "numeric(30,2)", true),
                        ]),
                ]),
        ]);

    private static T?[] Every<T>(int rows, Func<int, T> value)
        where T : struct => [.. Enumerable.Range(0, rows).Select(row => (T?)value(row))];

    private static T?[] Even<T>(int rows, Func<int, T> value)
        where T : struct => [.. Enumerable.Range(0, rows).Select(row => row % 2 == 0 ? value(row) : (T?)null)];

    private static string?[] Text(int rows, Func<int, string> value) =>
        [.. Enumerable.Range(0, rows).Select(row => row % 2 == 0 ? value(row) : null)];

    private static byte[]?[] Bytes(int rows, Func<int, byte[]> value) =>
        [.. Enumerable.Range(0, rows).Select(row => row % 2 == 0 ? value(row) : null)];
}
