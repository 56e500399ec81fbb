using static Sabot.Cdc.Runtime.Tests.UsersTable;

namespace Sabot.Cdc.Runtime.Tests.Views;

public class ChangeViewTests
{
    [Fact]
    public void A_change_view_is_16_bytes() =>
        Assert.Equal(16, System.Runtime.CompilerServices.Unsafe.SizeOf<CdcChangeView>());

    [Fact]
    public void A_change_says_what_when_and_where()
    {
        var batch = Streamed("IU").Decode(Compiled);
        var change = new CdcChangeView(batch, 1);

        Assert.Equal(CdcChangeKind.Update, change.Kind);
        Assert.Equal(new CdcPosition(FrameBytes.Position, 1), change.Position);
        Assert.Equal(DateTime.UnixEpoch.AddMicroseconds(1_753_000_000_123_456), change.CommitTime);
        Assert.Equal(DateTimeKind.Utc, change.CommitTime.Kind);
        Assert.Equal(701u, change.TransactionId);
        Assert.Same(batch, change.Batch);
        batch.Release();
    }

    [Fact]
    public void Each_kind_has_the_images_that_the_WAL_has()
    {
        var batch = Streamed("IUOUDT", "full").Decode(CompiledFull);
        var insert = new CdcChangeView(batch, 0);
        var update = new CdcChangeView(batch, 1);
        var fullUpdate = new CdcChangeView(batch, 3);
        var delete = new CdcChangeView(batch, 4);
        var truncate = new CdcChangeView(batch, 5);

        Assert.Equal((true, false), (insert.HasAfter, insert.HasOldImage));
        Assert.Equal((true, false), (update.HasAfter, update.HasOldImage));
        Assert.Equal((true, true), (fullUpdate.HasAfter, fullUpdate.HasOldImage));
        Assert.Equal((false, true), (delete.HasAfter, delete.HasOldImage));
        Assert.Equal((false, false), (truncate.HasAfter, truncate.HasOldImage));

        Assert.Equal(103, fullUpdate.Row.GetInt64(Id));
        Assert.Equal(102, fullUpdate.OldImage.GetInt64(Id));
        Assert.Equal(104, delete.Row.GetInt64(Id));
        Assert.Equal(104, delete.OldImage.GetInt64(Id));
        Assert.Throws<InvalidOperationException>(() => insert.OldImage);
        Assert.Throws<InvalidOperationException>(() => update.OldImage);
        Assert.Throws<InvalidOperationException>(() => truncate.Row);
        Assert.Throws<InvalidOperationException>(() => truncate.OldImage);
        batch.Release();
    }

    [Fact]
    public void An_old_image_is_no_change_of_its_own()
    {
        var batch = Streamed("OUOUI").Decode(Compiled);
        Assert.Throws<ArgumentException>(() => new CdcChangeView(batch, 2));
        Assert.Equal([1, 3, 4], Changes(batch));
        Assert.Equal(5, batch.NextChange(5));
        batch.Release();
    }

    [Fact]
    public void A_commit_time_outside_DateTime_throws()
    {
        var streamed = new StreamedTable("I") { CommitTime = long.MaxValue, Key = "[]" };
        var table = new CdcTable("public", "users", CdcReplicaIdentity.Nothing, [], []);
        var batch = streamed.Decode(table);
        Assert.Throws<CdcValueException>(() => new CdcChangeView(batch, 0).CommitTime);
        batch.Release();
    }

    private static List<int> Changes(CdcBatch batch)
    {
        var rows = new List<int>();
        for (var row = batch.NextChange(0); row < batch.Count; row = batch.NextChange(row + 1))
            rows.Add(row);
        return rows;
    }
}
