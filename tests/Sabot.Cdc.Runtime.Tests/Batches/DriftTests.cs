using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Batches;

public class DriftTests
{
    [Fact]
    public void A_missing_column_names_table_column_type_and_LSN()
    {
        var error = Drift(Compiled(CdcType.Int32, "integer"), Streamed("other", "integer", Ints()));

        Assert.Equal(
            "public.users.age, compiled as integer, is gone from the stream at 0/16B3748: it was dropped or renamed. "
            + "Run dotnet sabot-cdc scaffold and rebuild.",
            error.Message);
        Assert.Equal(("public.users", "age", "integer"), (error.Table, error.Column, error.Compiled));
        Assert.Null(error.Streamed);
        Assert.Equal(FrameBytes.Position, error.Lsn);
    }

    [Fact]
    public void A_retyped_column_names_both_types()
    {
        var error = Drift(
            Compiled(CdcType.Int32, "integer"),
            Streamed("age", "bigint", Values.Fixed<long>(Int64Type.Default, 1)));

        Assert.Equal(
            "public.users.age, compiled as integer, is bigint in the stream at 0/16B3748. "
            + "Run dotnet sabot-cdc scaffold and rebuild.",
            error.Message);
        Assert.Equal("bigint", error.Streamed);
    }

    [Fact]
    public void A_type_that_is_sent_as_something_else_names_both_representations()
    {
        var error = Drift(
            Compiled(CdcType.Text, "interval"),
            Streamed("age", "interval", Values.Intervals((1, 2, 3000))));

        Assert.Equal(
            "public.users.age, interval, was compiled as Text, but is sent as Arrow's interval at 0/16B3748. "
            + "Rebuild with the Sabot.Cdc.Generator of the version of the server's wal2arrow; where the database's "
            + "encoding is SQL_ASCII, text cannot be streamed.",
            error.Message);
    }

    [Fact]
    public void Every_other_type_is_drift()
    {
        (CdcType Type, IArrowArray Values)[] columns =
        [
            (CdcType.Boolean, Values.Booleans(true)),
            (CdcType.Int16, Values.Fixed<short>(Int16Type.Default, 1)),
            (CdcType.Int32, Ints()),
            (CdcType.Int64, Values.Fixed<long>(Int64Type.Default, 1)),
            (CdcType.Single, Values.Fixed<float>(FloatType.Default, 1)),
            (CdcType.Double, Values.Fixed<double>(DoubleType.Default, 1)),
            (CdcType.Decimal, Values.Fixed<Int128>(new Decimal128Type(10, 2), 1)),
            (CdcType.Text, Values.Text("a")),
            (CdcType.Binary, Values.Binary([1])),
            (CdcType.Date, Values.Fixed<int>(Date32Type.Default, 1)),
            (CdcType.Time, Values.Fixed<long>(Values.Time, 1)),
            (CdcType.Timestamp, Values.Fixed<long>(Values.Timestamp, 1)),
            (CdcType.TimestampTz, Values.Fixed<long>(Values.TimestampTz, 1)),
            (CdcType.Uuid, Values.Uuids(Guid.Empty)),
            (CdcType.UInt32, Values.Fixed<uint>(UInt32Type.Default, 1)),
            (CdcType.Interval, Values.Intervals((1, 2, 3000))),
            (CdcType.Array, Values.List(Values.Text("a"), [0..1])),
            (CdcType.Composite, Values.Struct([true], ("zip", "text", Values.Text("a")))),
        ];
        Assert.Equal(Enum.GetValues<CdcType>(), columns.Select(column => column.Type));
        foreach (var (compiled, _) in columns)
        {
            foreach (var (streamed, values) in columns)
            {
                var schema = Streamed("age", "x", values).Misfits((string?)null).Parse();
                var bind = () => { TableBinding.Bind(Compiled(compiled, "y"), schema, 1); };
                if (compiled == streamed)
                    bind();
                else
                    Assert.Throws<CdcSchemaDriftException>(bind);
            }
        }
    }

    [Fact]
    public void Units_and_widths_that_no_accessor_reads_are_drift()
    {
        (CdcType Type, IArrowArray Values)[] columns =
        [
            (CdcType.Time, Values.Fixed<long>(new Time64Type(TimeUnit.Nanosecond), 1)),
            (CdcType.Timestamp, Values.Fixed<long>(new TimestampType(TimeUnit.Nanosecond, (string?)null), 1)),
            (CdcType.TimestampTz, Values.Fixed<long>(new TimestampType(TimeUnit.Millisecond, "UTC"), 1)),
            (CdcType.Uuid, Values.Fixed<long>(new FixedSizeBinaryType(8), 1)),
        ];
        Assert.All(columns, column =>
        {
            var schema = Streamed("age", "x", column.Values).Parse();
            Assert.Throws<CdcSchemaDriftException>(() => { TableBinding.Bind(Compiled(column.Type, "x"), schema, 1); });
        });
    }

    [Fact]
    public void A_system_column_without_a_value_is_refused()
    {
        var rows = Streamed("age", "integer", Ints());
        rows.CommitTime = null;
        var error = Assert.Throws<CdcProtocolException>(() => rows.Decode(Compiled(CdcType.Int32, "integer")));
        Assert.EndsWith(": Column __ts has nulls.", error.Message);
    }

    [Fact]
    public void A_text_that_became_another_text_is_fine()
    {
        var schema = Streamed("age", "character varying(20)", Values.Text("a")).Parse();
        TableBinding.Bind(Compiled(CdcType.Text, "text"), schema, 1);
    }

    [Fact]
    public void Columns_that_the_code_does_not_know_are_fine()
    {
        var schema = Streamed("new", "text", Values.Text("a")).Column("age", "integer", Ints()).Parse();
        TableBinding.Bind(Compiled(CdcType.Int32, "integer"), schema, 1);
    }

    [Fact]
    public void A_system_column_is_no_table_column()
    {
        var table = new CdcTable(
            "public", "users", CdcReplicaIdentity.Nothing, [], [new CdcColumn("__lsn", CdcType.Int64, "bigint", true)]);
        Assert.Throws<CdcSchemaDriftException>(
            () => TableBinding.Bind(table, Streamed("age", "integer", Ints()).Parse(), 1));
    }

    [Fact]
    public void Code_for_FULL_does_not_run_on_less()
    {
        var error = Drift(UsersTable.CompiledFull, UsersTable.Streamed());
        Assert.Contains("ALTER TABLE public.users REPLICA IDENTITY FULL", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Column);
        Assert.Equal(("FULL", "DEFAULT"), (error.Compiled, error.Streamed));
        TableBinding.Bind(UsersTable.Compiled, UsersTable.Streamed(identity: "full").Parse(), 1);
    }

    [Theory]
    [InlineData("default", "[]")]
    [InlineData("index", """["email"]""")]
    [InlineData("nothing", """["id"]""")]
    public void A_key_that_deletes_no_longer_carry_is_drift(string identity, string key)
    {
        var streamed = new StreamedTable("I") { Identity = identity, Key = key }
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1));
        var table = new CdcTable(
            "public",
            "users",
            CdcReplicaIdentity.Default,
            ["id"],
            [new CdcColumn("id", CdcType.Int64, "bigint", false)]);

        var error = Drift(table, streamed);
        Assert.Equal("id", error.Column);
        Assert.Contains("key", error.Message, StringComparison.Ordinal);
    }

    private static IArrowArray Ints() => Values.Fixed<int>(Int32Type.Default, 1);

    private static StreamedTable Streamed(string column, string postgresType, IArrowArray values) =>
        new StreamedTable("I").Column(column, postgresType, values);

    private static CdcTable Compiled(CdcType type, string postgresType)
    {
        CdcColumn[] children = type is CdcType.Array or CdcType.Composite
            ? [new CdcColumn("zip", CdcType.Text, "text", true)]
            : [];
        return new CdcTable(
            "public",
            "users",
            CdcReplicaIdentity.Nothing,
            [],
            [new CdcColumn("age", type, postgresType, true, children)]);
    }

    private static CdcSchemaDriftException Drift(CdcTable compiled, StreamedTable streamed) =>
        Assert.Throws<CdcSchemaDriftException>(
            () => TableBinding.Bind(compiled, streamed.Parse(), FrameBytes.Position));
}
