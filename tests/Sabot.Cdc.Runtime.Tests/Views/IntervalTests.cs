using System.Text;

namespace Sabot.Cdc.Runtime.Tests.Views;

public class IntervalTests
{
    private const int Due = 0;
    private const int Term = 1;

    private static readonly CdcTable Compiled = new(
        "public",
        "loans",
        CdcReplicaIdentity.Default,
        ["due"],
        [
            new CdcColumn("due", CdcType.Interval, "interval", false),
            new CdcColumn("term", CdcType.Interval, "interval day to second(3)", true),
        ]);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(int.MaxValue, int.MinValue, 9_223_372_036_854_775_000)]
    [InlineData(int.MinValue, int.MaxValue, -9_223_372_036_854_775_000)]
    [InlineData(-1, 2, -1_000)]
    public void Every_interval_of_the_column_is_exact(int months, int days, long nanoseconds)
    {
        var row = new CdcRowView(Streamed("I", (months, days, nanoseconds)).Misfits((string?)null).Decode(Compiled), 0);
        Assert.Equal(new CdcInterval(months, days, nanoseconds / 1000), row.GetInterval(Term));
        Assert.Equal(new CdcInterval(months, days, nanoseconds / 1000), row.GetNullableInterval(Term));
        Assert.Null(row.GetIntervalRaw(Term));
    }

    [Fact]
    public void What_does_not_fit_throws_is_no_null_and_is_read_as_text()
    {
        var batch = Streamed("III", null, null, (1, 1, 1000))
            .Misfits(
                """{"due":"2562047:47:17","t\u0065rm":"-2562047788:00:54.775808 \u00e9"}""",
                """{"due":"infinity"}""",
                null)
            .Decode(Compiled);
        var (misfit, @null) = (new CdcRowView(batch, 0), new CdcRowView(batch, 1));

        var error = Assert.Throws<CdcValueException>(() => misfit.GetInterval(Term));
        Assert.Equal(
            "public.loans.term is -2562047788:00:54.775808 é, which an Arrow interval cannot hold; "
            + "read the column's Raw property (GetIntervalRaw) instead.",
            error.Message);
        Assert.Equal(("public.loans", "term"), (error.Table, error.Column));
        Assert.Throws<CdcValueException>(() => misfit.GetNullableInterval(Term));
        Assert.Equal("-2562047788:00:54.775808 é", misfit.GetIntervalRaw(Term));
        Assert.False(misfit.IsNull(Term));
        Assert.True(misfit.IsPresent(Term));
        Assert.False(batch.GetValidity(Term)[0]);

        Assert.Equal("infinity", @null.GetIntervalRaw(Due));
        Assert.Null(@null.GetNullableInterval(Term));
        Assert.Null(@null.GetIntervalRaw(Term));
        Assert.True(@null.IsNull(Term));
        batch.Release();
    }

    [Fact]
    public void An_old_image_without_the_column_has_neither_value_nor_text()
    {
        var batch = Streamed("OUT", null, null, null)
            .Misfits("""{"due":"infinity","term":"infinity"}""", null, null)
            .Decode(Compiled);
        var (old, truncate) = (new CdcRowView(batch, 0), new CdcRowView(batch, 2));
        Assert.Equal("infinity", old.GetIntervalRaw(Due));
        Assert.Throws<CdcUnchangedValueException>(() => old.GetIntervalRaw(Term));
        Assert.Throws<CdcUnchangedValueException>(() => old.GetInterval(Term));
        Assert.Throws<InvalidOperationException>(() => truncate.GetIntervalRaw(Term));
        batch.Release();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"term\":\"a\"")]
    [InlineData("{\"term\":\"a\"} {}")]
    [InlineData("{\"term\":1}")]
    [InlineData("{\"term\":null}")]
    [InlineData("{\"other\":{}}")]
    [InlineData("{\"term\":\"a\",\"term\":\"b\"}")]
    [InlineData("{\"term\":\"\\uD800\"}")]
    [InlineData("{\"\\uD800\":\"a\",\"term\":\"b\"}")]
    [InlineData("{\"term\":\"a\nb\"}")]
    public void Malformed_text_is_refused(string json)
    {
        var row = new CdcRowView(Streamed("I", [null]).Misfits(json).Decode(Compiled), 0);
        var error = Assert.Throws<CdcProtocolException>(() => row.GetIntervalRaw(Term));
        Assert.StartsWith(
            "__text of public.loans at 0/16B3748:0 is not a JSON object", error.Message, StringComparison.Ordinal);
        Assert.Throws<CdcProtocolException>(() => row.GetNullableInterval(Term));
        Assert.Throws<CdcProtocolException>(() => row.IsNull(Term));
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        byte[] json = [.. "{\"term\":\""u8, 0xFF, .. "\"}"u8];
        var row = new CdcRowView(Streamed("I", [null]).Misfits(Values.Binary(json)).Decode(Compiled), 0);
        Assert.Throws<CdcProtocolException>(() => row.GetIntervalRaw(Term));
    }

    [Fact]
    public void A_database_of_no_encoding_sends_the_text_as_bytes()
    {
        var misfits = Values.Binary(Encoding.ASCII.GetBytes("""{"term":"infinity"}"""));
        var row = new CdcRowView(Streamed("I", [null]).Misfits(misfits).Decode(Compiled), 0);
        Assert.Equal("infinity", row.GetIntervalRaw(Term));
    }

    [Fact]
    public void Intervals_without_a_column_for_misfits_are_refused()
    {
        var error = Assert.Throws<CdcProtocolException>(() => Streamed("I", (1, 2, 3000)).Decode(Compiled));
        Assert.Contains("public.loans has no column __text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_a_microsecond_are_refused()
    {
        var batch = Streamed("I", (0, 0, 1001)).Misfits((string?)null).Decode(Compiled);
        Assert.Throws<CdcProtocolException>(() => new CdcRowView(batch, 0).GetInterval(Term));
        Assert.Throws<CdcProtocolException>(() => batch.GetIntervalColumn(Term)[0]);
    }

    // The text is that of SET IntervalStyle = iso_8601 in PostgreSQL 15.
    [Theory]
    [InlineData(0, 0, 0, "PT0S")]
    [InlineData(14, 3, 14_706_789_000, "P1Y2M3DT4H5M6.789S")]
    [InlineData(-14, -3, -14_706_789_000, "P-1Y-2M-3DT-4H-5M-6.789S")]
    [InlineData(1, -1, -500_000, "P1M-1DT-0.5S")]
    [InlineData(0, 0, 1, "PT0.000001S")]
    [InlineData(24, 0, 3_600_000_000, "P2YT1H")]
    [InlineData(int.MinValue, int.MaxValue, long.MinValue, "P-178956970Y-8M2147483647DT-2562047788H-54.775808S")]
    public void An_interval_prints_as_ISO_8601(int months, int days, long microseconds, string expected) =>
        Assert.Equal(expected, new CdcInterval(months, days, microseconds).ToString());

    [Fact]
    public void Intervals_are_equal_by_their_three_numbers()
    {
        Assert.Equal(new CdcInterval(1, 2, 3), new CdcInterval(1, 2, 3));
        Assert.NotEqual(new CdcInterval(1, 0, 0), new CdcInterval(0, 30, 0));
    }

    private static StreamedTable Streamed(
        string operations, params (int Months, int Days, long Nanoseconds)?[] terms) =>
        new StreamedTable(operations, table: "loans") { Key = """["due"]""" }
            .Column("due", "interval", Values.Intervals(new (int, int, long)?[operations.Length]))
            .Column("term", "interval day to second(3)", Values.Intervals(terms));
}
