using System.Text;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;
using Sabot.Cdc.Tool.Tests.Files;

namespace Sabot.Cdc.Tool.Tests.Configuration;

public sealed class NameBakerTests
{
    private static readonly SchemaItem[] Items =
    [
        Model.Table("users", "email text", "mood public.mood", "home public.address", "tags text[]", "homes public.address[]") with { Schema = "public" },
        Model.Enum("mood", "sad", "very happy", "Odd One"),
        Model.Composite("address", "zip text"),
    ];

    [Fact]
    public void NamesAreWrittenIntoTablesTypesColumnsAttributesAndLabels()
    {
        var items = Bake(
            """
            "namespace": "Shop.Data",
            "names": {
              "public.users": "Customer", "public.users.email": "Mail", "public.mood": "Feeling", "public.mood.very happy": "Elated",
              "public.mood.\"Odd One\"": "Odd", "public.address": "Place", "public.address.zip": "PostCode",
            }
            """);

        Assert.All(items, item => Assert.Equal("Shop.Data", item.Namespace));
        Assert.Equal(["Customer", "Feeling", "Place"], items.Select(item => item.CSharpName));
        Assert.Equal(["Mail"], ((SchemaTable)items[0]).Columns.Select(column => column.CSharpName).OfType<string>());
        Assert.Equal([null, "Elated", "Odd"], ((SchemaEnum)items[1]).Labels.Select(label => label.CSharpName));
        Assert.Equal("PostCode", ((SchemaComposite)items[2]).Attributes[0].CSharpName);
    }

    [Theory]
    [InlineData("email text", "\"types\": { \"text\": @A }", "A")]
    [InlineData("price numeric(12,2)", "\"types\": { \"numeric\": @A }", "A")]
    [InlineData("price numeric(12,2)", "\"types\": { \"numeric(12,2)\": @B, \"numeric\": @A }", "B")]
    [InlineData("price numeric(12,2) public.price", "\"types\": { \"numeric(12,2)\": @A, \"Public.price\": @B }", "B")]
    [InlineData("price numeric(12,2) public.price", "\"types\": { \"public.price\": @A }, \"columns\": { \"public.goods.price\": @B }", "B")]
    [InlineData("spot public.geometry(Point,4326)", "\"types\": { \"public.geometry\": @A }", "A")]
    [InlineData("spot public.geometry(Point,4326)", "\"types\": { \"public.geometry\": @A, \"public.geometry(Point,4326)\": @B }", "B")]
    [InlineData("mood public.mood", "\"types\": { \"public.mood\": @A }", "A")]
    public void TheMostParticularReaderIsTaken(string column, string configuration, string reader)
    {
        var parts = column.Split(' ');
        var table = Model.Table("goods") with
        {
            Key = [],
            Columns = [new SchemaColumn(parts[0], parts[1], false) { Domain = parts.ElementAtOrDefault(2) }],
        };

        configuration = configuration
            .Replace("@A", "{ \"type\": \"A\", \"reader\": \"AReader\" }", StringComparison.Ordinal)
            .Replace("@B", "{ \"type\": \"B\", \"reader\": \"BReader\" }", StringComparison.Ordinal);

        var baked = (SchemaTable)Bake(configuration, [table, Items[1]])[0];

        Assert.Equal(new SchemaReader(reader, reader + "Reader"), baked.Columns[0].Reader);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("public.mood")]
    public void AnArrayIsNotOfTheTypeOfItsElements(string type)
    {
        var users = Model.Table("users", $"one {type}", $"many {type}[]");

        var table = (SchemaTable)Bake($"\"types\": {{ \"{type}\": {{ \"type\": \"T\", \"reader\": \"R\" }} }}", [users, Items[1]])[0];

        Assert.Equal(["one"], table.Columns.Where(column => column.Reader is not null).Select(column => column.Name));
    }

    [Theory]
    [InlineData("\"names\": { \"public.user\": \"X\" }", 12, "\"public.user\" is no table, type, column, attribute or label of the .cdc files. Did you mean \"public.users\"?")]
    [InlineData("\"names\": { \"public.users.emial\": \"X\" }", 12, "Did you mean \"public.users.email\"?")]
    [InlineData("\"names\": { \"public.mood.odd one\": \"X\" }", 12, "Did you mean \"public.mood.\\\"Odd One\\\"\"?")]
    [InlineData("\"columns\": { \"public.users.emial\": @ }", 14, "\"public.users.emial\" is no column or attribute of the .cdc files. Did you mean \"public.users.email\"?")]
    [InlineData("\"types\": { \"varchar(10)\": @ }", 12, "\"varchar(10)\" is no type of a column")]
    [InlineData("\"columns\": { \"public.users.tags\": @ }", 14, "public.users.tags has array type text[], but a reader reads single values")]
    [InlineData("\"columns\": { \"public.users.home\": @ }", 14, "public.users.home has composite type public.address")]
    [InlineData("\"types\": { \"public.address\": @ }", 12, "public.users.home has composite type public.address")]
    public void AKeyThatMatchesNothingIsAnErrorWithItsPlace(string configuration, int column, string message)
    {
        configuration = configuration.Replace("@", "{ \"type\": \"T\", \"reader\": \"R\" }", StringComparison.Ordinal);

        var error = Assert.Throws<ToolException>(() => Bake(configuration));

        Assert.StartsWith($"sabot-cdc.json(2,{column}): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunOfSomeTablesKnowsNothingOfTheKeysOfOthers()
    {
        const string Others = "\"names\": { \"public.orders\": \"X\", \"public.orders.id\": \"X\" }, \"types\": { \"date\": { \"type\": \"T\", \"reader\": \"R\" } }";
        Assert.Equal(3, Bake(Others, Items, isWholeProject: false).Count);

        var error = Assert.Throws<ToolException>(() => Bake("\"names\": { \"public.users.nope\": \"X\" }", Items, isWholeProject: false));
        Assert.Contains("\"public.users.nope\" is no table", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SchemaItem> Bake(string members, SchemaItem[]? items = null, bool isWholeProject = true)
    {
        var configuration = ToolConfiguration.Parse("sabot-cdc.json", Encoding.UTF8.GetBytes($"{{\n{members}\n}}"));
        return new NameBaker(configuration, isWholeProject).Bake(items ?? Items);
    }
}
