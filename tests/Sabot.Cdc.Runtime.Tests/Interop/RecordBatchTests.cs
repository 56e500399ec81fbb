using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Interop;

public class RecordBatchTests
{
    [Fact]
    public void The_record_batch_has_the_streams_whole_schema()
    {
        var streamed = Streamed();
        var batch = streamed.Decode(Compiled);
        var expected = streamed.ToArrow().Schema;
        var actual = batch.ToRecordBatch().Schema;

        Assert.Equal(expected.FieldsList.Select(f => f.Name), actual.FieldsList.Select(f => f.Name));
        Assert.Equal(expected.FieldsList.Select(f => f.DataType.Name), actual.FieldsList.Select(f => f.DataType.Name));
        Assert.Equal(expected.FieldsList.Select(f => f.IsNullable), actual.FieldsList.Select(f => f.IsNullable));
        Assert.Equal(expected.Metadata.OrderBy(m => m.Key), actual.Metadata.OrderBy(m => m.Key));
        Assert.Equal("character varying(200)", actual.GetFieldByName("email").Metadata["pg.type"]);
        batch.Release();
    }

    [Fact]
    public void Apache_Arrow_reads_the_same_values()
    {
        var batch = Streamed("OUDII").Decode(Compiled);
        using var arrow = batch.ToRecordBatch();

        Assert.Equal(5, arrow.Length);
        Assert.Equal("OUDII"u8.ToArray(), ((UInt8Array)arrow.Column("__op")).Values.ToArray());
        Assert.Equal(FrameBytes.Position, ((UInt64Array)arrow.Column("__lsn")).GetValue(4));
        Assert.Equal(103, ((Int64Array)arrow.Column("id")).GetValue(3));
        Assert.Equal("zoë2@example.org", ((StringArray)arrow.Column("email")).GetString(2));
        Assert.Null(((StringArray)arrow.Column("email")).GetString(1));
        Assert.Equal(2u, ((UInt32Array)arrow.Column("extra")).GetValue(2));
        Assert.Equal(-123.47m, ((Decimal128Array)arrow.Column("balance")).GetValue(2));
        Assert.Null(((Decimal128Array)arrow.Column("balance")).GetValue(3));
        Assert.True(((BooleanArray)arrow.Column("active")).GetValue(4));
        Assert.Equal(new DateOnly(1997, 5, 21), ((Date32Array)arrow.Column("birthday")).GetDateOnly(2));
        Assert.Equal(21_600_000_003, ((Time64Array)arrow.Column("wakes_at")).GetValue(2));
        Assert.Equal(-3, ((TimestampArray)arrow.Column("created_at")).GetValue(2));
        Assert.Equal(uint.MaxValue - 2, ((UInt32Array)arrow.Column("owner")).GetValue(2));
        Assert.Equal(
            new global::Apache.Arrow.Scalars.MonthDayNanosecondInterval(-2, 4, 6_000),
            ((MonthDayNanosecondIntervalArray)arrow.Column("term")).GetValue(2));
        Assert.True(arrow.Column("__text").IsNull(2));
        Assert.Equal([0, 255, 2], ((BinaryArray)arrow.Column("photo")).GetBytes(2).ToArray());
        Assert.Equal(
            SomeToken.ToByteArray(bigEndian: true),
            ((FixedSizeBinaryArray)arrow.Column("token")).GetBytes(2).ToArray());
        batch.Release();
    }

    [Fact]
    public void The_record_batch_shares_the_batchs_memory()
    {
        var batch = Streamed().Decode(Compiled);
        var ids = ((Int64Array)batch.ToRecordBatch().Column("id")).Values;
        Assert.True(batch.GetInt64Column(Id).Overlaps(ids, out var offset) && offset == 0);
        batch.Release();
    }

    [Fact]
    public void The_record_batch_outlives_the_batch()
    {
        var binding = TableBinding.Bind(Compiled, Streamed().Parse(), 1);
        var batch = Streamed().Decode(binding);
        var arrow = batch.ToRecordBatch();
        batch.Release();

        for (var i = 0; i < 100; i++)
        {
            var payload = Payload.Rent(Streamed().BatchFrame().Length);
            payload.Span.Fill(0xAA);
            payload.Release();
        }

        Assert.Equal([100, 101, 102], ((Int64Array)arrow.Column("id")).Values.ToArray());
    }

    [Fact]
    public void Columns_of_any_type_are_skipped_by_the_views_and_read_by_Arrow()
    {
        var streamed = WithNestedColumns();
        var table = new CdcTable(
            "public", "users", CdcReplicaIdentity.Default, ["id"],
            [new CdcColumn("id", CdcType.Int64, "bigint", false), new CdcColumn("name", CdcType.Text, "text", false)]);
        var batch = streamed.Decode(table);

        Assert.Equal(20, new CdcRowView(batch, 1).GetInt64(0));
        Assert.Equal("second", new CdcRowView(batch, 1).GetString(1));

        var arrow = batch.ToRecordBatch();
        var expected = streamed.ToArrow();
        Assert.Equal(7, ((Int32Array)((ListArray)arrow.Column("list")).GetSlicedValues(1)).GetValue(0));
        Assert.Equal("in", ((StringArray)((StructArray)arrow.Column("struct")).Fields[1]).GetString(1));
        Assert.Equal("v", ((StringArray)((MapArray)arrow.Column("map")).Values).GetString(0));
        Assert.Equal((short)4, ((Int16Array)((FixedSizeListArray)arrow.Column("pairs")).Values).GetValue(3));
        Assert.Equal(3, ((MonthDayNanosecondIntervalArray)arrow.Column("interval")).GetValue(1)!.Value.Months);
        Assert.Equal("large", ((LargeStringArray)arrow.Column("large")).GetString(1));
        Assert.True(arrow.Column("null").IsNull(0));
        for (var i = 0; i < arrow.ColumnCount; i++)
            Assert.Equal(expected.Column(i).Data.DataType.Name, arrow.Column(i).Data.DataType.Name);
        batch.Release();
    }

    [Fact]
    public void A_malformed_column_that_the_code_does_not_know_is_refused()
    {
        var streamed = new StreamedTable("II")
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 10, 20))
            .Column("extra", "text", Values.Text("left", "right"));
        var table = new CdcTable(
            "public",
            "users",
            CdcReplicaIdentity.Default,
            ["id"],
            [new CdcColumn("id", CdcType.Int64, "bigint", false)]);
        var binding = TableBinding.Bind(table, streamed.Parse(), 1);
        var payload = FrameBytes.ToPayload(streamed.BatchFrame());
        byte[] offsets = [4, 0, 0, 0, 9, 0, 0, 0];
        payload.Span[payload.Span.IndexOf(offsets)] = 10;
        var reader = new FrameReader(payload.Span);
        Assert.True(reader.TryRead(out var frame));
        var batch = CdcBatch.Decode(binding, payload, frame);

        Assert.Equal(20, new CdcRowView(batch, 1).GetInt64(0));
        Assert.Throws<CdcProtocolException>(batch.ToRecordBatch);
        batch.Release();
        payload.Release();
    }

    private static StreamedTable WithNestedColumns()
    {
        var list = new ListArray.Builder(Int32Type.Default);
        list.Append();
        ((Int32Array.Builder)list.ValueBuilder).Append(5).Append(6);
        list.Append();
        ((Int32Array.Builder)list.ValueBuilder).Append(7);

        var fields = new StructType(
            [new Field("a", Int32Type.Default, true), new Field("b", StringType.Default, true)]);
        var record = new StructArray(
            fields,
            2,
            [Values.Fixed<int>(Int32Type.Default, 1, 2), Values.Text(null, "in")],
            ArrowBuffer.Empty);

        var map = new MapArray.Builder(new MapType(StringType.Default, StringType.Default));
        map.Append();
        ((StringArray.Builder)map.KeyBuilder).Append("k");
        ((StringArray.Builder)map.ValueBuilder).Append("v");
        map.AppendNull();

        var pairs = new FixedSizeListArray.Builder(Int16Type.Default, 2);
        pairs.Append();
        ((Int16Array.Builder)pairs.ValueBuilder).Append(1).Append(2);
        pairs.Append();
        ((Int16Array.Builder)pairs.ValueBuilder).Append(3).Append(4);

        var intervals = new MonthDayNanosecondIntervalArray.Builder()
            .Append(new global::Apache.Arrow.Scalars.MonthDayNanosecondInterval(1, 2, 3))
            .Append(new global::Apache.Arrow.Scalars.MonthDayNanosecondInterval(3, 2, 1));
        var large = new ArrowBuffer.Builder<long>().AppendRange([0L, 3, 8]).Build();
        var largeText = new LargeStringArray(new ArrayData(
            LargeStringType.Default, 2, 0, 0, [ArrowBuffer.Empty, large, new ArrowBuffer("biglarge"u8.ToArray())]));

        return new StreamedTable("II")
            .Column("list", "integer[]", list.Build())
            .Column("struct", "pair", record)
            .Column("map", "hstore", map.Build())
            .Column("pairs", "point", pairs.Build())
            .Column("null", "void", new NullArray(2))
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 10, 20))
            .Column("interval", "interval", intervals.Build())
            .Column("large", "text", largeText)
            .Column("name", "text", Values.Text("first", "second"));
    }
}
