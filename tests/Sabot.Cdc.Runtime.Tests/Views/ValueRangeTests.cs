using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Views;

public class ValueRangeTests
{
    private const long FirstMicrosecond = -62_135_596_800_000_000;
    private const long LastMicrosecond = 253_402_300_799_999_999;

    [Fact]
    public void Dates_of_the_years_1_to_9999_are_exact()
    {
        Assert.Equal(DateOnly.MinValue, Date(-719_162).GetDate(0));
        Assert.Equal(DateOnly.MaxValue, Date(2_932_896).GetDate(0));
        Assert.Equal(new DateOnly(1970, 1, 1), Date(0).GetDate(0));
    }

    [Theory]
    [InlineData(int.MaxValue, "is infinity,")]
    [InlineData(int.MinValue, "is -infinity,")]
    [InlineData(2_932_897, "day 2932897")]
    [InlineData(-719_163, "day -719163")]
    public void Other_dates_throw_and_are_read_raw(int days, string named)
    {
        var row = Date(days);
        var error = Assert.Throws<CdcValueException>(() => row.GetDate(0));
        Assert.Contains("public.users.value", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("GetDateRaw", error.Message, StringComparison.Ordinal);
        Assert.Throws<CdcValueException>(() => row.GetNullableDate(0));
        Assert.Equal(days, row.GetDateRaw(0));
    }

    [Fact]
    public void Timestamps_of_the_years_1_to_9999_are_exact()
    {
        Assert.Equal(DateTime.MinValue, Timestamp(FirstMicrosecond).GetTimestamp(0));
        Assert.Equal(DateTime.MaxValue.AddTicks(-9), Timestamp(LastMicrosecond).GetTimestamp(0));
        Assert.Equal(DateTime.UnixEpoch, TimestampTz(0).GetTimestampTz(0));
    }

    [Theory]
    [InlineData(long.MaxValue, "is infinity,")]
    [InlineData(long.MinValue, "is -infinity,")]
    [InlineData(LastMicrosecond + 1, "253402300800000000")]
    [InlineData(FirstMicrosecond - 1, "-62135596800000001")]
    public void Other_timestamps_throw_and_are_read_raw(long microseconds, string named)
    {
        var error = Assert.Throws<CdcValueException>(() => Timestamp(microseconds).GetTimestamp(0));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Throws<CdcValueException>(() => TimestampTz(microseconds).GetTimestampTz(0));
        Assert.Throws<CdcValueException>(() => TimestampTz(microseconds).GetNullableTimestampTz(0));
        Assert.Equal(microseconds, Timestamp(microseconds).GetTimestampRaw(0));
        Assert.Equal(microseconds, TimestampTz(microseconds).GetTimestampRaw(0));
    }

    [Fact]
    public void Times_of_a_day_are_exact_and_24_hours_throw()
    {
        Assert.Equal(TimeOnly.MinValue, Time(0).GetTime(0));
        Assert.Equal(TimeOnly.MaxValue.Ticks - 9, Time(86_399_999_999).GetTime(0).Ticks);
        var error = Assert.Throws<CdcValueException>(() => Time(86_400_000_000).GetTime(0));
        Assert.Contains("24:00:00", error.Message, StringComparison.Ordinal);
        Assert.Equal(86_400_000_000, Time(86_400_000_000).GetTimeRaw(0));
        Assert.Throws<CdcValueException>(() => Time(-1).GetTime(0));
    }

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("0", 2, "0.00")]
    [InlineData("-1", 2, "-0.01")]
    [InlineData("79228162514264337593543950335", 0, "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335", 28, "-7.9228162514264337593543950335")]
    [InlineData("792281625142643375935439503350", 1, "79228162514264337593543950335")]
    [InlineData("120000000000000000000000000000000000", 34, "12.0000000000000000000000000")]
    [InlineData("15000", 31, "0.0000000000000000000000000015")]
    public void Decimals_that_fit_are_exact(string unscaled, int scale, string expected)
    {
        var value = Decimal(Int128.Parse(unscaled), scale).GetDecimal(0);
        Assert.Equal(decimal.Parse(expected), value);
    }

    [Theory]
    [InlineData("79228162514264337593543950336", 0)]
    [InlineData("-79228162514264337593543950337", 5)]
    [InlineData("99999999999999999999999999999999999999", 0)]
    [InlineData("1", 29)]
    [InlineData("-170141183460469231731687303715884105728", 2)]
    public void Decimals_that_do_not_fit_throw_and_are_read_raw(string unscaled, int scale)
    {
        var row = Decimal(Int128.Parse(unscaled), scale);
        Assert.Throws<CdcValueException>(() => row.GetDecimal(0));
        Assert.Throws<CdcValueException>(() => row.GetNullableDecimal(0));
        Assert.Equal(Int128.Parse(unscaled), row.GetDecimalRaw(0));
    }

    [Fact]
    public void NaN_is_named()
    {
        var error = Assert.Throws<CdcValueException>(() => Decimal(Int128.MinValue, 2).GetDecimal(0));
        Assert.Contains("is NaN,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scale_is_the_streams()
    {
        var row = Decimal(12345, 4, compiled: "numeric(12,2)");
        Assert.Equal(1.2345m, row.GetDecimal(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Größe 😀 日本")]
    public void Text_is_UTF8(string text) =>
        Assert.Equal(text, Row(CdcType.Text, "text", Values.Text(text)).GetString(0));

    [Fact]
    public void Numbers_keep_every_bit()
    {
        Assert.Equal(double.NaN, Row(CdcType.Double, "double precision", Doubles(double.NaN)).GetDouble(0));
        var zero = Row(CdcType.Double, "double precision", Doubles(-0.0)).GetDouble(0);
        Assert.True(double.IsNegative(zero));
        Assert.Equal(
            long.MinValue,
            Row(CdcType.Int64, "bigint", Values.Fixed<long>(Int64Type.Default, long.MinValue)).GetInt64(0));
    }

    private static IArrowArray Doubles(double value) => Values.Fixed<double>(DoubleType.Default, value);

    private static CdcRowView Date(int raw) =>
        Row(CdcType.Date, "date", Values.Fixed<int>(Date32Type.Default, raw));

    private static CdcRowView Time(long raw) =>
        Row(CdcType.Time, "time without time zone", Values.Fixed<long>(Values.Time, raw));

    private static CdcRowView Timestamp(long raw) =>
        Row(CdcType.Timestamp, "timestamp without time zone", Values.Fixed<long>(Values.Timestamp, raw));

    private static CdcRowView TimestampTz(long raw) =>
        Row(CdcType.TimestampTz, "timestamp with time zone", Values.Fixed<long>(Values.TimestampTz, raw));

    private static CdcRowView Decimal(Int128 raw, int scale, string compiled = "numeric") =>
        Row(CdcType.Decimal, compiled, Values.Fixed<Int128>(new Decimal128Type(38, scale), raw));

    /// <summary>The one row of a table with the one column <c>value</c>; the batch is left to the collector.</summary>
    private static CdcRowView Row(CdcType type, string postgresType, IArrowArray values)
    {
        var table = new CdcTable(
            "public", "users", CdcReplicaIdentity.Nothing, [], [new CdcColumn("value", type, postgresType, true)]);
        var streamed = new StreamedTable("I") { Key = "[]" }.Column("value", postgresType, values);
        return new CdcRowView(streamed.Decode(table), 0);
    }
}
