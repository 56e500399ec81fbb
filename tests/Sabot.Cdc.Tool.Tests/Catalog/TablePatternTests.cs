using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Tests.Catalog;

public sealed class TablePatternTests
{
    [Theory]
    [InlineData("public.*", "public", "users", true)]
    [InlineData("public.*", "public2", "users", false)]
    [InlineData("Public.Users", "public", "users", true)]
    [InlineData("*.users", "audit", "users", true)]
    [InlineData("*.users", "audit", "users2", false)]
    [InlineData("a*.b*c*d", "a", "bcd", true)]
    [InlineData("a*.b*c*d", "a", "b1c2c3d", true)]
    [InlineData("a*.b*c*d", "a", "bd", false)]
    [InlineData("a*.b*c*d", "a", "bcx", false)]
    [InlineData("a.ab*ba", "a", "aba", false)]
    [InlineData("a.ab*ba", "a", "abba", true)]
    [InlineData("a.*_*_*", "a", "x_y", false)]
    [InlineData("\"a*\".\"B.c\"", "a*", "B.c", true)]
    [InlineData("\"a*\".\"B.c\"", "ab", "B.c", false)]
    public void AStarStandsForAnyTextWithinAName(string pattern, string schema, string table, bool matches)
    {
        Assert.Equal(matches, TablePattern.Parse(pattern, "").Matches(new TableName(schema, table)));
    }
}
