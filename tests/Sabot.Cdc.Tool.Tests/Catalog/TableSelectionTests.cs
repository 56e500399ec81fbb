using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Tests.Catalog;

public sealed class TableSelectionTests
{
    [Fact]
    public void WithoutNamesAllTablesOfPublicAreSelected()
    {
        var selection = TableSelection.Parse([], []);

        Assert.True(selection.Includes(new TableName("public", "users")));
        Assert.False(selection.Includes(new TableName("audit", "users")));
    }

    [Fact]
    public void AnUnqualifiedTableIsLookedForInTheSchemas()
    {
        var selection = TableSelection.Parse(["audit", "sales"], ["users", "public.orders"]);

        Assert.True(selection.Includes(new TableName("audit", "users")));
        Assert.True(selection.Includes(new TableName("sales", "users")));
        Assert.True(selection.Includes(new TableName("public", "orders")));
        Assert.False(selection.Includes(new TableName("public", "users")));
        Assert.False(selection.Includes(new TableName("audit", "orders")));
        Assert.Equal(["audit", "sales", "public"], selection.RequiredSchemas.Select(required => required.Schema));
    }

    [Theory]
    [InlineData("pg_catalog", "users")]
    [InlineData("information_schema", "users")]
    [InlineData("public", "pg_toast.pg_toast_1")]
    [InlineData("a.b", "users")]
    [InlineData("public", "a.b.c")]
    [InlineData("public", "users.")]
    public void WrongNamesAreWrongUsage(string schema, string table)
    {
        var error = Assert.Throws<ToolException>(() => TableSelection.Parse([schema], [table]));
        Assert.Equal(ExitCode.WrongUsage, error.ExitCode);
    }
}
