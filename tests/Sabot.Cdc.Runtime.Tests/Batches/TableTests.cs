namespace Sabot.Cdc.Runtime.Tests.Batches;

public class TableTests
{
    private static readonly CdcColumn Id = new("id", CdcType.Int64, "bigint", false);

    [Fact]
    public void A_table_names_itself_and_its_parts()
    {
        var table = new CdcTable("audit", "log", CdcReplicaIdentity.Index, ["id"], [Id]);
        Assert.Equal("audit.log", table.QualifiedName);
        Assert.Equal("audit.log", table.ToString());
        Assert.Equal(["id"], table.Key.ToArray());
        Assert.Same(Id, table.Columns[0]);
    }

    [Fact]
    public void A_column_twice_or_a_key_that_is_no_column_is_an_error()
    {
        Assert.Throws<ArgumentException>(
            () => new CdcTable("public", "t", CdcReplicaIdentity.Default, [], [Id, Id]));
        Assert.Throws<ArgumentException>(
            () => new CdcTable("public", "t", CdcReplicaIdentity.Default, ["key"], [Id]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CdcColumn("id", (CdcType)99, "bigint", false));
    }
}
