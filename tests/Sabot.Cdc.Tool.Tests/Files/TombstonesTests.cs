using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Tests.Files;

public sealed class TombstonesTests
{
    [Fact]
    public void AColumnThatIsGoneLeavesATombstoneWithItsLastType()
    {
        var carried = Tombstones.Carry(Model.Table("users", "email text"), Model.Table("users"));
        Assert.Equal([("email", "text")], Pairs(carried));
    }

    [Fact]
    public void TombstonesAreKept()
    {
        var carried = Tombstones.Carry(Model.Table("users", "email text", "-nick text"), Model.Table("users"));
        Assert.Equal([("email", "text"), ("nick", "text")], Pairs(carried));
    }

    [Fact]
    public void AColumnThatCameBackHasNoTombstone()
    {
        var carried = Tombstones.Carry(Model.Table("users", "-nick text", "-email text"), Model.Table("users", "nick integer"));
        Assert.Equal([("email", "text")], Pairs(carried));
        Assert.Contains(carried.Columns, column => column is { Name: "nick", Type: "integer" });
    }

    [Fact]
    public void ATombstoneKeepsTheCSharpNameThatThePropertyHad()
    {
        var before = Model.Table("users") with { Columns = [new SchemaColumn("mail", "text", false) { CSharpName = "Email" }] };

        var carried = Tombstones.Carry(before, Model.Table("users"));

        Assert.Equal("Email", Assert.Single(carried.Removed).CSharpName);
        Assert.Equal("Email", Assert.Single(Tombstones.Carry(carried, Model.Table("users")).Removed).CSharpName);
    }

    private static IEnumerable<(string, string)> Pairs(SchemaTable table) =>
        table.Removed.Select(column => (column.Name, column.Type));
}
