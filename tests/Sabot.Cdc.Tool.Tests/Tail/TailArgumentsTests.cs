using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Slots;
using Sabot.Cdc.Tool.Tail;

namespace Sabot.Cdc.Tool.Tests.Tail;

public sealed class TailArgumentsTests
{
    [Theory]
    [InlineData("users", "public", "users")]
    [InlineData("Sales.Orders", "sales", "orders")]
    [InlineData("sales.*", "sales", "*")]
    [InlineData("\"A.b\".*", "A.b", "*")]
    [InlineData("\"A,b\".\"c\"\"d\"", "A,b", "c\"d")]
    public void NamesFollowTheRulesOfSql(string text, string schema, string table) =>
        Assert.Equal((schema, table), TailTables.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("us*")]
    [InlineData("sales.ord*")]
    [InlineData("*.orders")]
    [InlineData("a.b.c")]
    [InlineData("\"open")]
    public void WhatIsNoNameIsWrongUsage(string text) =>
        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => TailTables.Parse(text)).ExitCode);

    [Fact]
    public void CommasDivideNamesUnlessTheyAreQuoted() =>
        Assert.Equal(["users", "sales.*", "\"a,b\".c"], TailTables.Split("users, sales.*,\"a,b\".c"));

    [Fact]
    public void APositionIsAnLsnWithOrWithoutTheOrdinalOfAChange()
    {
        Assert.Equal(new CdcPosition(0x1_0000_00AB, 0), TailStart.Parse("1/AB"));
        Assert.Equal(new CdcPosition(0xAB, 7), TailStart.Parse("0/AB:7"));
        foreach (var wrong in (string[])["", "AB", "0/", "0/XY", "0/1:", "0/1:x", "1:2"])
            Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => TailStart.Parse(wrong)).ExitCode);
    }

    [Fact]
    public void APositionThatTheSlotHasPassedIsRefused()
    {
        var slot = new Slot("s", "wal2arrow", "db", RestartLsn: 0x10, ConfirmedLsn: 0x20);

        TailStart.Check(new CdcPosition(0x20, 0), slot);
        var error = Assert.Throws<ToolException>(() => TailStart.Check(new CdcPosition(0x1F, 9), slot));
        Assert.Equal(ExitCode.Failure, error.ExitCode);
        Assert.Contains("--from 0/20", error.Message, StringComparison.Ordinal);
    }
}
