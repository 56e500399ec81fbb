using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Views;

/// <summary>Tables with few and with many columns: the first ones are kept in another place than the others.</summary>
public class WideTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public void Every_column_is_read_by_its_ordinal(int columns)
    {
        var batch = Streamed(columns).Decode(Table(columns));
        for (var row = 0; row < 2; row++)
        {
            var view = new CdcRowView(batch, row);
            for (var column = 0; column < columns; column++)
            {
                Assert.Equal(column * 10 + row, view.GetInt32(column));
                Assert.Equal(column * 10 + row, batch.GetInt32Column(column)[row]);
                Assert.False(view.IsNull(column));
                Assert.True(view.IsPresent(column));
            }
        }

        batch.Release();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 31)]
    [InlineData(1, 32)]
    [InlineData(31, 31)]
    [InlineData(32, 32)]
    [InlineData(33, 33)]
    [InlineData(33, int.MaxValue)]
    [InlineData(33, int.MinValue)]
    [InlineData(1, -1)]
    public void A_column_that_the_table_does_not_have_is_refused_by_every_accessor(int columns, int column)
    {
        var batch = Streamed(columns).Decode(Table(columns));
        var view = new CdcRowView(batch, 0);

        Action[] reads =
        [
            () => view.GetBoolean(column), () => view.GetInt32(column), () => view.GetNullableInt32(column),
            () => view.GetDecimal(column), () => view.GetNullableDecimal(column), () => view.GetDecimalText(column),
            () => view.GetString(column), () => view.GetNullableString(column), () => _ = view.GetUtf8(column).Length,
            () => _ = view.GetNullableUtf8(column).Length, () => view.GetUuid(column), () => view.GetTimestampTz(column),
            () => view.GetTimestampRaw(column), () => view.GetNullableTimestampRaw(column), () => view.GetInterval(column),
            () => view.GetIntervalRaw(column), () => view.GetMisfitText(column), () => view.GetComposite(column),
            () => view.GetNullableArray(column, CdcElements.Int32), () => view.Read<int, IntReader>(column),
            () => view.ReadNullable<int, IntReader>(column), () => view.IsNull(column), () => view.IsPresent(column),
            () => _ = batch.GetValidity(column).Count, () => _ = batch.GetColumn(column).Count,
            () => _ = batch.GetInt32Column(column).Length, () => _ = batch.GetBinaryColumn(column).Count,
            () => _ = batch.GetTimestampColumn(column).Length, () => _ = batch.GetDecimalScale(column),
        ];
        Assert.All(reads, read => Assert.Throws<ArgumentOutOfRangeException>(read));
        batch.Release();
    }

    private static StreamedTable Streamed(int columns)
    {
        var streamed = new StreamedTable("II", table: "wide");
        for (var column = 0; column < columns; column++)
            streamed.Column($"c{column}", "integer", Values.Fixed<int>(Int32Type.Default, column * 10, column * 10 + 1));
        return streamed;
    }

    private static CdcTable Table(int columns) => new(
        "public",
        "wide",
        CdcReplicaIdentity.Default,
        [],
        [.. Enumerable.Range(0, columns).Select(column => new CdcColumn($"c{column}", CdcType.Int32, "integer", false))]);

    private readonly struct IntReader : IColumnReader<int>
    {
        public static int Read(CdcValueView value) => value.GetInt32();
    }
}
