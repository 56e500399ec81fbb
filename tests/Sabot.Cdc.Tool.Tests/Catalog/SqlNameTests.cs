using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Tests.Catalog;

public sealed class SqlNameTests
{
    [Theory]
    [InlineData("users", "users")]
    [InlineData("Users", "users")]
    [InlineData("\"Users\"", "Users")]
    [InlineData("audit.users", "audit|users")]
    [InlineData("\"a.b\".\"c\"\"d\"", "a.b|c\"d")]
    [InlineData("ÄRGER", "Ärger")]
    public void NamesAreReadBySqlRules(string text, string parts)
    {
        Assert.Equal(parts.Split('|'), SqlName.TryParse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("users.")]
    [InlineData(".users")]
    [InlineData("a..b")]
    [InlineData("\"users")]
    [InlineData("\"\"")]
    [InlineData("a\"b\"")]
    [InlineData("\"a\"b")]
    public void OtherTextIsNoName(string text)
    {
        Assert.Null(SqlName.TryParse(text));
    }
}
