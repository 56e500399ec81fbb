using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Views;

public class StaleViewTests
{
    private readonly TableBinding _binding =
        TableBinding.Bind(Compiled, Streamed().Parse(), FrameBytes.Position);

    [Fact]
    public void Views_of_a_released_batch_throw()
    {
        var batch = Streamed().Decode(_binding);
        var row = new CdcRowView(batch, 0);
        var change = new CdcChangeView(batch, 0);
        var view = new CdcBatchView(batch);
        batch.Release();

        AssertStale(row, change, view);
        Assert.Throws<CdcStaleViewException>(() => batch.Operations.Length);
        Assert.Throws<CdcStaleViewException>(() => batch.GetInt64Column(Id).Length);
        Assert.Throws<CdcStaleViewException>(batch.ToRecordBatch);
        Assert.Throws<CdcStaleViewException>(batch.Retain);
        Assert.Throws<CdcStaleViewException>(() => new CdcRowView(batch, 0));
    }

    [Fact]
    public void Views_stay_stale_when_the_batch_object_serves_other_rows()
    {
        var first = Streamed().Decode(_binding);
        var row = new CdcRowView(first, 0);
        var change = new CdcChangeView(first, 0);
        var view = new CdcBatchView(first);
        first.Release();

        var second = Streamed("IIIII").Decode(_binding);
        Assert.Same(first, second);
        Assert.Equal(100, new CdcRowView(second, 0).GetInt64(Id));
        AssertStale(row, change, view);
        second.Release();
    }

    [Fact]
    public void A_batch_is_valid_until_its_last_reference_is_released()
    {
        var batch = Streamed().Decode(_binding);
        var row = new CdcRowView(batch, 0);
        batch.AddReference();
        batch.Release();
        Assert.Equal(100, row.GetInt64(Id));
        batch.Release();
        Assert.Throws<CdcStaleViewException>(() => row.GetInt64(Id));
        Assert.Throws<InvalidOperationException>(batch.Release);
    }

    [Fact]
    public void A_retained_batch_stays_readable_and_is_not_used_again()
    {
        var batch = Streamed().Decode(_binding);
        var row = new CdcRowView(batch, 2);
        batch.Retain();
        batch.Release();

        for (var i = 0; i < 100; i++)
        {
            var other = Streamed("IIIII").Decode(_binding);
            Assert.NotSame(batch, other);
            other.Release();
        }

        Assert.Equal("zoë2@example.org", row.GetString(Email));
        Assert.Equal(102, row.GetInt64(Id));
    }

    private static void AssertStale(CdcRowView row, CdcChangeView change, CdcBatchView view)
    {
        Assert.Throws<CdcStaleViewException>(() => row.GetInt64(Id));
        Assert.Throws<CdcStaleViewException>(() => row.GetNullableString(Email));
        Assert.Throws<CdcStaleViewException>(() => row.GetUtf8(Email).Length);
        Assert.Throws<CdcStaleViewException>(() => row.GetTimestampRaw(CreatedAt));
        Assert.Throws<CdcStaleViewException>(() => row.IsNull(Email));
        Assert.Throws<CdcStaleViewException>(() => row.IsPresent(Email));
        Assert.Throws<CdcStaleViewException>(() => change.Kind);
        Assert.Throws<CdcStaleViewException>(() => change.Position);
        Assert.Throws<CdcStaleViewException>(() => change.Row);
        Assert.Throws<CdcStaleViewException>(() => change.OldImage);
        Assert.Throws<CdcStaleViewException>(() => view.Count);
        Assert.Throws<CdcStaleViewException>(() => view.GetInt64Column(Id).Length);
        var error = Assert.Throws<CdcStaleViewException>(view.ToRecordBatch);
        Assert.Contains("public.users", error.Message, StringComparison.Ordinal);
        Assert.Contains("Retain()", error.Message, StringComparison.Ordinal);
    }
}
