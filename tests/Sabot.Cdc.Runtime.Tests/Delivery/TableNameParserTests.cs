namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class TableNameParserTests
{
    [Theory]
    [InlineData("public.users", "public", "users")]
    [InlineData("Public.USERS", "public", "users")]
    [InlineData("sales.\"Order Items\"", "sales", "Order Items")]
    [InlineData("\"a.b\".\"say \"\"hi\"\"\"", "a.b", "say \"hi\"")]
    [InlineData(" public . users ", "public", "users")]
    [InlineData("_a$1.ÄÖ_x", "_a$1", "ÄÖ_x")]
    public void Names_are_read_by_the_rules_of_SQL(string text, string schema, string table) =>
        Assert.Equal((schema, table), TableNameParser.Parse(text));

    [Theory]
    [InlineData("users")]
    [InlineData("public.")]
    [InlineData(".users")]
    [InlineData("public.users.id")]
    [InlineData("public.\"users")]
    [InlineData("public.\"\"")]
    [InlineData("public.order items")]
    [InlineData("public.1st")]
    [InlineData("public.a-b")]
    [InlineData("public.\"users\"x")]
    public void Anything_else_is_refused_with_what_to_write(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => TableNameParser.Parse(text));
        Assert.Contains("write schema.table", error.Message, StringComparison.Ordinal);
    }
}
