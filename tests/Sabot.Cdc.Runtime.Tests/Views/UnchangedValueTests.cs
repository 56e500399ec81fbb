using Apache.Arrow.Types;

namespace Sabot.Cdc.Runtime.Tests.Views;

public class UnchangedValueTests
{
    private const int Bio = 0;
    private const int Id = 1;
    private const int Name = 2;

    private static readonly CdcTable Docs = new(
        "public",
        "docs",
        CdcReplicaIdentity.Default,
        ["id"],
        [
            new CdcColumn("bio", CdcType.Text, "text", true),
            new CdcColumn("id", CdcType.Int64, "bigint", false),
            new CdcColumn("name", CdcType.Text, "text", false),
        ]);

    [Fact]
    public void An_unchanged_value_is_not_present_and_never_reads_as_null()
    {
        var batch = Streamed("UUU").Unchanged(0, 9).Decode(Docs);
        var row = new CdcRowView(batch, 0);

        Assert.False(row.IsPresent(Bio));
        Assert.Throws<CdcUnchangedValueException>(() => row.GetNullableString(Bio));
        Assert.Throws<CdcUnchangedValueException>(() => row.GetString(Bio));
        Assert.Throws<CdcUnchangedValueException>(() => row.GetUtf8(Bio).Length);
        var error = Assert.Throws<CdcUnchangedValueException>(() => row.IsNull(Bio));
        Assert.Contains("public.docs.bio", error.Message, StringComparison.Ordinal);
        Assert.Contains("Has", error.Message, StringComparison.Ordinal);
        Assert.Contains("ALTER TABLE public.docs REPLICA IDENTITY FULL", error.Message, StringComparison.Ordinal);
        batch.Release();
    }

    [Fact]
    public void Only_the_marked_column_of_the_marked_row_is_unchanged()
    {
        var batch = Streamed("UUU").Unchanged(0, 9).Decode(Docs);

        Assert.Null(new CdcRowView(batch, 1).GetNullableString(Bio));
        Assert.True(new CdcRowView(batch, 1).IsPresent(Bio));
        Assert.Equal("bio", new CdcRowView(batch, 2).GetString(Bio));
        Assert.True(new CdcRowView(batch, 0).IsPresent(Name));
        Assert.Equal("name", new CdcRowView(batch, 0).GetString(Name));
        batch.Release();
    }

    [Fact]
    public void A_value_that_is_there_is_read_whatever_the_mark_says()
    {
        var batch = Streamed("UUU").Unchanged(2, 9).Decode(Docs);
        Assert.Equal("bio", new CdcRowView(batch, 2).GetString(Bio));
        Assert.True(new CdcRowView(batch, 2).IsPresent(Bio));
        batch.Release();
    }

    [Fact]
    public void A_bitmap_that_is_too_short_marks_nothing_beyond_its_end()
    {
        var streamed = Streamed("UUU");
        var batch = streamed.Unchanged(0, 1).Decode(Docs);
        Assert.Null(new CdcRowView(batch, 0).GetNullableString(Bio));
        batch.Release();
    }

    [Theory]
    [InlineData("OUI")]
    [InlineData("DDD")]
    public void An_old_image_has_the_key_columns_only(string operations)
    {
        var batch = Streamed(operations).Decode(Docs);
        var row = new CdcRowView(batch, 0);

        Assert.Equal(1, row.GetInt64(Id));
        Assert.False(row.IsPresent(Bio));
        var error = Assert.Throws<CdcUnchangedValueException>(() => row.GetNullableString(Bio));
        Assert.Contains("only the key columns", error.Message, StringComparison.Ordinal);
        batch.Release();
    }

    [Fact]
    public void An_old_image_of_a_FULL_table_has_every_column()
    {
        var batch = Streamed("DDD", "full").Decode(Docs);
        Assert.True(new CdcRowView(batch, 0).IsPresent(Bio));
        Assert.Null(new CdcRowView(batch, 0).GetNullableString(Bio));
        batch.Release();
    }

    /// <summary>The column bio is null in the first two rows, and the tenth column of the stream.</summary>
    private static StreamedTable Streamed(string operations, string identity = "default")
    {
        var streamed = new StreamedTable(operations, table: "docs") { Identity = identity }
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1, 2, 3))
            .Column("name", "text", Values.Text("name", "name", "name"));
        for (var i = 0; i < 7; i++)
            streamed.Column($"filler{i}", "text", Values.Text("", "", ""));
        return streamed.Column("bio", "text", Values.Text(null, null, "bio"));
    }
}
