using System.Text;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Tests.Configuration;

public sealed class ConfigurationTests
{
    [Fact]
    public void AllKeysAreRead()
    {
        var configuration = Parse(
            """
            {
              "$schema": "./sabot-cdc.schema.json", // comments
              "connection": { "environment": "SHOP_DATABASE" },
              "output": "Data/Cdc",
              "include": ["public.*", "Sales.orders", "\"Läden\".\"a*b\""],
              "exclude": ["public.*_archive"], /* and trailing commas */
              "namespace": "Shop.Data",
              "names": { "public.Users": "Customer", "public.mood.very happy": "Elated" },
              "types": { "public.money_amount": { "type": "Shop.Money", "reader": "Shop.MoneyReader" }, "numeric(12,2)": { "reader": "R", "type": "T" } },
              "columns": { "public.users.balance": { "type": "Shop.Money", "reader": "Shop.MoneyReader" }, },
            }
            """);

        Assert.Equal(("SHOP_DATABASE", null), (configuration.Connection?.Environment, configuration.Connection?.UserSecret));
        Assert.Equal(Path.Combine("app", "Data/Cdc"), configuration.OutputFolder);
        Assert.Equal("Shop.Data", configuration.Namespace);
        Assert.Equal(["public|users", "public|mood|very happy"], configuration.Names.Select(name => string.Join('|', name.Parts)));
        Assert.Equal((8, 14, 8, 30), (configuration.Names[0].Place.Line, configuration.Names[0].Place.Column, configuration.Names[0].NamePlace.Line, configuration.Names[0].NamePlace.Column));
        Assert.Equal([(true, new SchemaReader("Shop.Money", "Shop.MoneyReader")), (false, new SchemaReader("T", "R"))], configuration.Types.Select(type => (type.Parts is not null, type.Reader)));
        Assert.Equal(["public", "users", "balance"], Assert.Single(configuration.Columns).Parts);

        foreach (var (schema, table, isSelected) in new[]
        {
            ("public", "users", true), ("public", "users_archive", false), ("sales", "orders", true), ("sales", "lines", false), ("Läden", "a*b", true), ("Läden", "axb", false),
        })
        {
            Assert.Equal((table, isSelected), (table, configuration.Selection.Includes(new TableName(schema, table))));
        }
    }

    [Fact]
    public void AFileThatSaysNothingIsAboutPublic()
    {
        var configuration = Parse("{}");

        Assert.Null(configuration.Connection);
        Assert.Equal(Path.Combine("app", "Cdc"), configuration.OutputFolder);
        Assert.True(configuration.Selection.Includes(new TableName("public", "users")));
        Assert.False(configuration.Selection.Includes(new TableName("audit", "users")));
    }

    [Theory]
    [InlineData("", 1, 1, "no JSON")]
    [InlineData("{", 1, 2, "no JSON")]
    [InlineData("{\n  \"output\": Cdc\n}", 2, 13, "no JSON")]
    [InlineData("{}\n{}", 2, 1, "no JSON")]
    [InlineData("[]", 1, 1, "The file is an object")]
    [InlineData("{\n  \"exlude\": []\n}", 2, 3, "'exlude' is no key of the file, which has: $schema, connection, output, include, exclude, namespace, names, types, columns. Did you mean exclude?")]
    [InlineData("{ \"ä\": 1, \"é\": 2 }", 1, 3, "'ä' is no key", 1, 11, "'é' is no key")]
    [InlineData("{ \"output\": \"a\", \"output\": \"b\" }", 1, 18, "Key output is already on line 1")]
    [InlineData("{ \"output\": 1 }", 1, 13, "output is the path of a folder.")]
    [InlineData("{ \"output\": \" \" }", 1, 13, "output is empty")]
    [InlineData("{ \"connection\": \"SHOP\" }", 1, 17, "connection is { \"environment\": \"NAME\" } or")]
    [InlineData("{ \"connection\": {} }", 1, 17, "one of the two")]
    [InlineData("{ \"connection\": { \"environment\": \"A\", \"userSecret\": \"B\" } }", 1, 17, "one of the two")]
    [InlineData("{ \"connection\": { \"enviroment\": \"A\" } }", 1, 19, "Did you mean environment?")]
    [InlineData("{ \"connection\": { \"environment\": \"A=B\" } }", 1, 34, "environment is the name of an environment variable")]
    [InlineData("{ \"include\": \"public.*\" }", 1, 14, "include is an array of patterns")]
    [InlineData("{ \"include\": [] }", 1, 14, "include is empty")]
    [InlineData("{ \"include\": [1] }", 1, 15, "include is an array of patterns")]
    [InlineData("{ \"include\": [\"public.*\", \"users\"] }", 1, 27, "'users' is no pattern of tables; write schema.table")]
    [InlineData("{ \"exclude\": [\"pg_catalog.*\"] }", 1, 15, "Schema pg_catalog belongs to PostgreSQL itself")]
    [InlineData("{ \"namespace\": \"Shop..Data\" }", 1, 16, "'Shop..Data' is no C# namespace")]
    [InlineData("{ \"namespace\": \"Shop.event\" }", 1, 16, "'Shop.event' is no C# namespace")]
    [InlineData("{ \"names\": [] }", 1, 12, "names is an object of C# names")]
    [InlineData("{ \"names\": { \"users\": \"Customer\" } }", 1, 14, "'users' names nothing: write schema.table")]
    [InlineData("{ \"names\": { \"a.b.c.d\": \"Customer\" } }", 1, 14, "'a.b.c.d' names nothing")]
    [InlineData("{ \"names\": { \"public.users\": \"my name\" } }", 1, 30, "'my name' is no C# name")]
    [InlineData("{ \"names\": { \"public.users\": \"event\" } }", 1, 30, "'event' is no C# name")]
    [InlineData("{ \"names\": { \"public.users\": \"A\", \"Public.\\\"users\\\"\": \"B\" } }", 1, 35, "is the same as 'public.users' on line 1")]
    [InlineData("{ \"types\": { \"numeric\": { \"type\": \"T\" } } }", 1, 25, "numeric needs both 'type'")]
    [InlineData("{ \"types\": { \"numeric\": { \"type\": \"int\", \"reader\": \"R\" } } }", 1, 35, "'int' is no name of a C# type")]
    [InlineData("{ \"types\": { \"numeric\": { \"type\": \"List<T>\", \"reader\": \"R\" } } }", 1, 35, "'List<T>' is no name of a C# type")]
    [InlineData("{ \"types\": { \"numeric\": { \"type\": \"T\", \"raeder\": \"R\" } } }", 1, 40, "Did you mean reader?")]
    [InlineData("{ \"types\": { \"numeric\": \"T\" } }", 1, 25, "numeric is { \"type\"")]
    [InlineData("{ \"types\": { \"text[]\": { \"type\": \"T\", \"reader\": \"R\" } } }", 1, 14, "an array type can have none")]
    [InlineData("{ \"columns\": { \"public.users\": { \"type\": \"T\", \"reader\": \"R\" } } }", 1, 16, "'public.users' is no column")]
    public void AWrongFileIsAnErrorWithItsPlace(string text, int line, int column, string message, int nextLine = 0, int nextColumn = 0, string next = "")
    {
        var errors = Fails(text);

        Assert.StartsWith($"app/sabot-cdc.json({line},{column}): ", errors[0], StringComparison.Ordinal);
        Assert.Contains(message, errors[0], StringComparison.Ordinal);
        if (nextLine == 0)
        {
            Assert.Single(errors);
            return;
        }

        Assert.StartsWith($"app/sabot-cdc.json({nextLine},{nextColumn}): ", errors[1], StringComparison.Ordinal);
        Assert.Contains(next, errors[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"connection\": \"Host=db;Username=me;Password=hunter2\" }", 1, 17)]
    [InlineData("{ \"connection\": \"Server=db.hunter2.example;Database=x\" }", 1, 17)]
    [InlineData("{ \"connection\": { \"environment\": \"postgres://me:hunter2@db/x\" } }", 1, 34)]
    [InlineData("{ \"connection\": { \"password\": \"hunter2\" } }", 1, 19)]
    [InlineData("{ \"connectionString\": \"hunter2\" }", 1, 3)]
    [InlineData("{\n  // Host=db; pwd = hunter2\n}", 2, 3)]
    [InlineData("{}\n/* Password=hunter2 */", 2, 1)]
    [InlineData("{ \"Password=hunter2\": 1 }", 1, 3)]
    public void ASecretIsRefusedAndNotRepeated(string text, int line, int column)
    {
        var error = Assert.Single(Fails(text));

        Assert.StartsWith($"app/sabot-cdc.json({line},{column}): A connection string or password must not be in this file", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherBytesThanUtf8AreAnError()
    {
        var error = Assert.Throws<ToolException>(() => ToolConfiguration.Parse("sabot-cdc.json", [(byte)'{', 0xFF]));
        Assert.Contains("not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AByteOrderMarkDoesNotMatter()
    {
        byte[] text = [.. Encoding.UTF8.Preamble, .. "{ \"output\": \"X\" }"u8];
        Assert.Equal("X", ToolConfiguration.Parse("sabot-cdc.json", text).Output);
    }

    private static ToolConfiguration Parse(string text) => ToolConfiguration.Parse("app/sabot-cdc.json", Encoding.UTF8.GetBytes(text));

    private static string[] Fails(string text)
    {
        var error = Assert.Throws<ToolException>(() => Parse(text));
        Assert.Equal(ExitCode.Failure, error.ExitCode);
        return error.Message.ReplaceLineEndings("\n").Split('\n');
    }
}
