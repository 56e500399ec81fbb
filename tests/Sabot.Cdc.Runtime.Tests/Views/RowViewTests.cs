using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Views;

public class RowViewTests
{
    [Fact]
    public void A_row_view_is_16_bytes() =>
        Assert.Equal(16, System.Runtime.CompilerServices.Unsafe.SizeOf<CdcRowView>());

    [Fact]
    public void Every_type_is_read_by_its_compiled_ordinal()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var row = new CdcRowView(batch, 2);

        Assert.Equal(102, row.GetInt64(Id));
        Assert.False(row.GetBoolean(Active));
        Assert.True(new CdcRowView(batch, 4).GetBoolean(Active));
        Assert.Equal(32, row.GetInt32(Age));
        Assert.Equal(-2, row.GetInt16(Level));
        Assert.Equal(3.75f, row.GetSingle(Height));
        Assert.Equal(2.1, row.GetDouble(Score));
        Assert.Equal(-123.47m, row.GetDecimal(Balance));
        Assert.Equal(-12347, row.GetDecimalRaw(Balance));
        Assert.Equal("zoë2@example.org", row.GetString(Email));
        Assert.True(row.GetUtf8(Email).SequenceEqual("zoë2@example.org"u8));
        Assert.Equal([0, 255, 2], row.GetBinary(Photo).ToArray());
        Assert.Equal(new DateOnly(1997, 5, 21), row.GetDate(Birthday));
        Assert.Equal(10_002, row.GetDateRaw(Birthday));
        Assert.Equal(new TimeOnly(6, 0, 0).Add(TimeSpan.FromMicroseconds(3)), row.GetTime(WakesAt));
        Assert.Equal(21_600_000_003, row.GetTimeRaw(WakesAt));
        Assert.Equal(DateTime.UnixEpoch.AddMicroseconds(1_000_003), row.GetTimestamp(LocalTime));
        Assert.Equal(DateTimeKind.Unspecified, row.GetTimestamp(LocalTime).Kind);
        Assert.Equal(1_000_003, row.GetTimestampRaw(LocalTime));
        Assert.Equal(DateTime.UnixEpoch.AddMicroseconds(-3), row.GetTimestampTz(CreatedAt));
        Assert.Equal(DateTimeKind.Utc, row.GetTimestampTz(CreatedAt).Kind);
        Assert.Equal(-3, row.GetTimestampRaw(CreatedAt));
        Assert.Equal(SomeToken, row.GetUuid(Token));
        Assert.Equal(uint.MaxValue - 2, row.GetUInt32(Owner));
        Assert.Equal(new CdcInterval(-2, 4, 6), row.GetInterval(Term));
        Assert.Null(row.GetIntervalRaw(Term));
        batch.Release();
    }

    [Fact]
    public void Nullable_accessors_read_values()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var row = new CdcRowView(batch, 2);

        Assert.Equal(102, row.GetNullableInt64(Id));
        Assert.False(row.GetNullableBoolean(Active));
        Assert.Equal(32, row.GetNullableInt32(Age));
        Assert.Equal((short)-2, row.GetNullableInt16(Level));
        Assert.Equal(3.75f, row.GetNullableSingle(Height));
        Assert.Equal(2.1, row.GetNullableDouble(Score));
        Assert.Equal(-123.47m, row.GetNullableDecimal(Balance));
        Assert.Equal(-12347, row.GetNullableDecimalRaw(Balance));
        Assert.Equal("zoë2@example.org", row.GetNullableString(Email));
        Assert.Equal(new DateOnly(1997, 5, 21), row.GetNullableDate(Birthday));
        Assert.Equal(10_002, row.GetNullableDateRaw(Birthday));
        Assert.Equal(row.GetTime(WakesAt), row.GetNullableTime(WakesAt));
        Assert.Equal(21_600_000_003, row.GetNullableTimeRaw(WakesAt));
        Assert.Equal(row.GetTimestamp(LocalTime), row.GetNullableTimestamp(LocalTime));
        Assert.Equal(row.GetTimestampTz(CreatedAt), row.GetNullableTimestampTz(CreatedAt));
        Assert.Equal(-3, row.GetNullableTimestampRaw(CreatedAt));
        Assert.Equal(1_000_003, row.GetNullableTimestampRaw(LocalTime));
        Assert.Equal(SomeToken, row.GetNullableUuid(Token));
        Assert.Equal(uint.MaxValue - 2, row.GetNullableUInt32(Owner));
        Assert.Equal(new CdcInterval(-2, 4, 6), row.GetNullableInterval(Term));
        batch.Release();
    }

    [Fact]
    public void Nulls_are_null_and_their_spans_are_empty()
    {
        var batch = Streamed().Decode(Compiled);
        var row = new CdcRowView(batch, 1);

        Assert.False(row.IsNull(Id));
        foreach (var column in Enumerable.Range(0, Compiled.Columns.Length).Where(column => column != Id))
            Assert.True(row.IsNull(column) && row.IsPresent(column));
        Assert.Null(row.GetNullableBoolean(Active));
        Assert.Null(row.GetNullableInt32(Age));
        Assert.Null(row.GetNullableInt16(Level));
        Assert.Null(row.GetNullableSingle(Height));
        Assert.Null(row.GetNullableDouble(Score));
        Assert.Null(row.GetNullableDecimal(Balance));
        Assert.Null(row.GetNullableString(Email));
        Assert.Null(row.GetNullableDate(Birthday));
        Assert.Null(row.GetNullableTime(WakesAt));
        Assert.Null(row.GetNullableTimestamp(LocalTime));
        Assert.Null(row.GetNullableTimestampTz(CreatedAt));
        Assert.Null(row.GetNullableTimestampRaw(LocalTime));
        Assert.Null(row.GetNullableUuid(Token));
        Assert.Null(row.GetNullableUInt32(Owner));
        Assert.Null(row.GetNullableInterval(Term));
        Assert.Null(row.GetIntervalRaw(Term));
        Assert.True(row.GetNullableUtf8(Email).IsEmpty);
        Assert.True(row.GetNullableBinary(Photo).IsEmpty);
        batch.Release();
    }

    [Fact]
    public void A_null_in_an_accessor_that_cannot_return_one_names_the_column_and_scaffold()
    {
        var batch = Streamed().Decode(Compiled);
        var row = new CdcRowView(batch, 1);

        Action[] reads =
        [
            () => row.GetBoolean(Active), () => row.GetInt32(Age), () => row.GetInt16(Level),
            () => row.GetSingle(Height), () => row.GetDouble(Score), () => row.GetDecimal(Balance),
            () => row.GetString(Email), () => row.GetDate(Birthday), () => row.GetTime(WakesAt),
            () => row.GetTimestamp(LocalTime), () => row.GetTimestampTz(CreatedAt), () => row.GetUuid(Token),
            () => row.GetUInt32(Owner), () => row.GetInterval(Term), () => _ = row.GetUtf8(Email).Length,
            () => _ = row.GetBinary(Photo).Length,
        ];
        Assert.All(reads, read => Assert.Throws<CdcValueException>(read));
        var error = Assert.Throws<CdcValueException>(() => row.GetString(Email));
        Assert.Contains("public.users.email is null", error.Message, StringComparison.Ordinal);
        Assert.Contains("scaffold", error.Message, StringComparison.Ordinal);
        Assert.Equal(("public.users", "email"), (error.Table, error.Column));
        batch.Release();
    }

    [Fact]
    public void An_accessor_of_another_type_is_refused()
    {
        var batch = Streamed().Decode(Compiled);
        var row = new CdcRowView(batch, 0);

        Assert.Throws<InvalidOperationException>(() => row.GetInt64(Age));
        Assert.Throws<InvalidOperationException>(() => row.GetInt32(Birthday));
        Assert.Throws<InvalidOperationException>(() => row.GetTimestamp(CreatedAt));
        Assert.Throws<InvalidOperationException>(() => row.GetTimestampRaw(WakesAt));
        Assert.Throws<InvalidOperationException>(() => row.GetBinary(Email).Length);
        Assert.Throws<InvalidOperationException>(() => row.GetInt32(Owner));
        Assert.Throws<InvalidOperationException>(() => row.GetInterval(Token));
        Assert.Throws<InvalidOperationException>(() => row.GetIntervalRaw(Email));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.GetInt64(Compiled.Columns.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.IsNull(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CdcRowView(batch, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CdcRowView(batch, -1));
        batch.Release();
    }
}
