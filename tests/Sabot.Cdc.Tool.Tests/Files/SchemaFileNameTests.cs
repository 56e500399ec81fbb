using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Tests.Files;

public sealed class SchemaFileNameTests
{
    [Theory]
    [InlineData("public", "users", "public.users.cdc")]
    [InlineData("public", "größe", "public.größe.cdc")]
    [InlineData("public", "../../etc/passwd", "public.%2E%2E%2F%2E%2E%2Fetc%2Fpasswd.cdc")]
    [InlineData("a.b", "c", "a%2Eb.c.cdc")]
    [InlineData("a", "b.c", "a.b%2Ec.cdc")]
    [InlineData("public", "100%", "public.100%25.cdc")]
    [InlineData("public", "a\tb", "public.a%09b.cdc")]
    public void EveryTableHasAFileNameOfItsOwnInTheFolder(string schema, string table, string name)
    {
        Assert.Equal(name, SchemaFileName.Of(new TableName(schema, table)));
    }

    [Fact]
    public void ATypesFileCannotBeATables()
    {
        Assert.Equal("public.mood.type.cdc", SchemaFileName.Of(Model.Enum("mood")));
        Assert.Equal("public.mood%2Etype.cdc", SchemaFileName.Of(Model.Table("mood.type")));
    }
}
