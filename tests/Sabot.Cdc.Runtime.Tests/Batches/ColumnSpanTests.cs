using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Batches;

public class ColumnSpanTests
{
    [Fact]
    public void Every_column_is_a_span_over_the_batch()
    {
        var batch = Streamed("IIIII").Decode(Compiled);
        var view = new CdcBatchView(batch);

        Assert.Equal(5, view.Count);
        Assert.Same(Compiled, view.Table);
        Assert.Equal([100, 101, 102, 103, 104], view.GetInt64Column(Id).ToArray());
        var age = view.GetInt32Column(Age);
        Assert.Equal((30, 32, 34), (age[0], age[2], age[4]));
        Assert.Equal(-4, view.GetInt16Column(Level)[4]);
        Assert.Equal(3.75f, view.GetSingleColumn(Height)[2]);
        Assert.Equal(2.1, view.GetDoubleColumn(Score)[2]);
        Assert.Equal(-12347, view.GetDecimalColumn(Balance)[2]);
        Assert.Equal(2, view.GetDecimalScale(Balance));
        Assert.Equal(10_002, view.GetDateColumn(Birthday)[2]);
        Assert.Equal(21_600_000_003, view.GetTimeColumn(WakesAt)[2]);
        Assert.Equal(1_000_003, view.GetTimestampColumn(LocalTime)[2]);
        Assert.Equal(-3, view.GetTimestampColumn(CreatedAt)[2]);
        Assert.Equal(uint.MaxValue - 2, view.GetUInt32Column(Owner)[2]);
        Assert.Equal(new CdcInterval(-2, 4, 6), view.GetIntervalColumn(Term)[2]);
        Assert.Equal(5, view.GetIntervalColumn(Term).Count);
        Assert.Equal([254, 255, 255, 255, 4, 0, 0, 0, 112, 23], view.GetIntervalColumn(Term).Bytes[32..42].ToArray());
        Assert.Equal(SomeToken, view.GetUuidColumn(Token)[2]);
        Assert.Equal(5, view.GetUuidColumn(Token).Count);
        Assert.True(view.GetBinaryColumn(Email)[2].SequenceEqual("zoë2@example.org"u8));
        Assert.True(view.GetBinaryColumn(Email)[1].IsEmpty);
        Assert.Equal([0, 255, 2], view.GetBinaryColumn(Photo)[2].ToArray());
        Assert.Equal(5, view.GetBinaryColumn(Photo).Count);
        var active = view.GetBooleanColumn(Active);
        Assert.Equal((true, false, true), (active[0], active[2], active[4]));
        batch.Release();
    }

    [Fact]
    public void Validity_tells_values_from_nulls()
    {
        var batch = Streamed("IIIII").Decode(Compiled);

        var age = batch.GetValidity(Age);
        Assert.Equal(2, age.NullCount);
        Assert.Equal((true, false, true, false, true), (age[0], age[1], age[2], age[3], age[4]));
        var id = batch.GetValidity(Id);
        Assert.Equal(0, id.NullCount);
        Assert.True(id[4]);
        Assert.Equal([0b10101], age.Bits.ToArray());
        Assert.True(id.Bits.IsEmpty);
        batch.Release();
    }

    [Fact]
    public void System_columns_are_spans()
    {
        var batch = Streamed("OUD").Decode(Compiled);
        var view = new CdcBatchView(batch);

        Assert.True(view.Operations.SequenceEqual("OUD"u8));
        Assert.Equal([700u, 701u, 702u], view.TransactionIds.ToArray());
        Assert.Equal(Enumerable.Repeat(FrameBytes.Position, 3), view.Lsns.ToArray());
        Assert.Equal([0u, 1u, 2u], view.Sequences.ToArray());
        Assert.Equal(1_753_000_000_123_456, view.CommitTimes[2]);
        Assert.Equal(1, view.NextChange(0));
        batch.Release();
    }

    [Fact]
    public void A_column_of_another_type_or_a_row_outside_is_refused()
    {
        var batch = Streamed().Decode(Compiled);

        Assert.Throws<InvalidOperationException>(() => batch.GetInt64Column(Age).Length);
        Assert.Throws<InvalidOperationException>(() => batch.GetBinaryColumn(Age).Count);
        Assert.Throws<InvalidOperationException>(() => batch.GetTimestampColumn(WakesAt).Length);
        Assert.Throws<InvalidOperationException>(() => batch.GetUInt32Column(Age).Length);
        Assert.Throws<InvalidOperationException>(() => batch.GetIntervalColumn(Token).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.GetValidity(Compiled.Columns.Length).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.GetValidity(Age)[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.GetBooleanColumn(Active)[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.GetBinaryColumn(Email)[3].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.GetBinaryColumn(Email)[-1].Length);
        Assert.Throws<IndexOutOfRangeException>(() => batch.GetUuidColumn(Token)[3]);
        batch.Release();
    }

    [Fact]
    public void A_default_column_has_no_rows()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => default(CdcValidity)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => default(CdcBitColumn)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => default(CdcBinaryColumn)[0].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => default(CdcBinaryColumn)[int.MaxValue].Length);
        Assert.Throws<IndexOutOfRangeException>(() => default(CdcUuidColumn)[0]);
    }
}
