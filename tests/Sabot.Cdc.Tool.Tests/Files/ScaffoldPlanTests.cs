using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Tests.Files;

public sealed class ScaffoldPlanTests
{
    [Fact]
    public void AFileThatSaysTheSameIsUnchanged()
    {
        var plan = Plan([Model.Table("users", "email text")], [Model.Table("users", "email text")]);
        Assert.False(Assert.Single(plan.Files).IsChanged);
    }

    [Fact]
    public void ANewTableGetsAFile()
    {
        var file = Assert.Single(Plan([Model.Table("users")], []).Files);

        Assert.True(file.IsChanged);
        Assert.Equal(Path.Combine("Cdc", "public.users.cdc"), file.Path);
        Assert.Equal("format 1\ntable public.users\nidentity default\nkey id\ncolumn id bigint not null\n", file.Text);
    }

    [Fact]
    public void ADroppedColumnChangesTheFileAndStaysAsTombstone()
    {
        var file = Assert.Single(Plan([Model.Table("users")], [Model.Table("users", "email text")]).Files);

        Assert.True(file.IsChanged);
        Assert.EndsWith("\nremoved email text\n", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfAVanishedTableIsStale()
    {
        var plan = Plan([Model.Table("users")], [Model.Table("users"), Model.Table("old")]);

        Assert.Equal("old", Assert.Single(plan.Stale).File.Schema.Name);
        Assert.Single(plan.Files);
    }

    [Fact]
    public void AFileOfAnotherSchemaIsNotStale()
    {
        var audit = Model.Table("users") with { Schema = "audit" };
        Assert.Empty(Plan([Model.Table("users")], [audit]).Stale);
    }

    [Fact]
    public void AFileOfATableThatWasNotAskedForIsNotStale()
    {
        var plan = ScaffoldPlan.Make(
            TableSelection.Parse([], ["users"]), Model.Snapshot([Model.InDatabase(Model.Table("users"))]), [Model.InFolder(Model.Table("users"))], "Cdc");
        Assert.Empty(plan.Stale);
    }

    [Fact]
    public void ATableThatBecameUnloggedIsLeftOutAndItsFileIsStale()
    {
        var plan = ScaffoldPlan.Make(
            Model.Everything,
            Model.Snapshot([Model.InDatabase(Model.Table("users")), Model.InDatabase(Model.Table("cache"), isLogged: false)]),
            [Model.InFolder(Model.Table("cache"))],
            "Cdc");

        Assert.Equal("public.cache", Assert.Single(plan.Unlogged).ToString());
        Assert.Equal("cache", Assert.Single(plan.Stale).File.Schema.Name);
    }

    [Fact]
    public void ASchemaWithoutTablesIsAnErrorUnlessItsFilesAreStale()
    {
        Assert.Contains("public has no tables", Fails(Model.Everything, [], []), StringComparison.Ordinal);
        Assert.Single(Plan([], [Model.Table("old")]).Stale);
    }

    [Fact]
    public void ATableThatIsNotThereIsAnErrorThatNamesTheOneMeant()
    {
        var upper = Model.InDatabase(Model.Table("Users"));

        Assert.StartsWith("Table orders does not exist in schema public;", Fails(TableSelection.Parse([], ["orders"]), [upper], []), StringComparison.Ordinal);
        Assert.EndsWith("not a view or partition. Did you mean \"Users\"?", Fails(TableSelection.Parse([], ["usrs"]), [upper], []), StringComparison.Ordinal);
        Assert.Contains("public.\"Users\"", Fails(TableSelection.Parse([], ["Users"]), [upper], []), StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnloggedTableThatWasAskedForIsAnError()
    {
        var cache = Model.InDatabase(Model.Table("cache"), isLogged: false);
        Assert.Contains("SET LOGGED", Fails(TableSelection.Parse([], ["cache"]), [cache], []), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileUnderAnotherTablesNameIsAnError()
    {
        var renamed = Model.InFolder(Model.Table("users")) with { Path = Path.Combine("Cdc", "public.people.cdc") };
        Assert.Contains("describes table public.users; rename it to", Fails(Model.Everything, [Model.InDatabase(Model.Table("users"))], [renamed]), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesThatDifferInCaseOnlyAreAnErrorThatNamesBoth()
    {
        var message = Fails(Model.Everything, [Model.InDatabase(Model.Table("Users")), Model.InDatabase(Model.Table("users"))], []);
        Assert.Contains("public.\"Users\" and public.users", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANameThatNoFileCanHoldIsAnErrorThatNamesTheTable()
    {
        var table = Model.Table("users") with { Columns = [new SchemaColumn("two\nlines", "text", NotNull: false)], Key = [] };
        Assert.StartsWith("Table public.users: ", Fails(Model.Everything, [Model.InDatabase(table)], []), StringComparison.Ordinal);
    }

    [Fact]
    public void TypesGetFilesBehindThoseOfTheTables()
    {
        var plan = ScaffoldPlan.Make(
            Model.Everything, Model.Snapshot([Model.InDatabase(Model.Table("users", "mood public.mood"))], Model.Enum("mood", "sad")), [Model.InFolder(Model.Enum("mood", "glad"))], "Cdc");

        Assert.Equal(1, plan.TableCount);
        Assert.Equal(["public.users.cdc", "public.mood.type.cdc"], plan.Files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal("format 1\nenum public.mood\nlabel sad\n", plan.Files[1].Text);
        Assert.True(plan.Files[1].IsChanged);
    }

    [Fact]
    public void AFileOfATypeThatNoColumnHasIsStale()
    {
        var plan = Plan([Model.Table("users")], [], Model.Enum("mood", "sad"));

        var stale = Assert.Single(plan.Stale);
        Assert.Equal(("mood", "no column has type public.mood any more; delete the file."), (stale.File.Schema.Name, stale.Reason));
    }

    [Fact]
    public void AFileOfATypeThatATableOutsideOfTheRunHasIsNotStale()
    {
        var other = Model.Table("users", "home public.address") with { Schema = "audit" };
        Assert.Empty(Plan([Model.Table("users")], [other], Model.Composite("address", "mood public.mood"), Model.Enum("mood", "sad")).Stale);
    }

    [Fact]
    public void OfAWholeProjectAFileThatTheConfigurationLeavesOutIsStale()
    {
        var audit = Model.InFolder(Model.Table("users") with { Schema = "audit" });

        var plan = ScaffoldPlan.Make(Model.WholeProject, Model.Snapshot([Model.InDatabase(Model.Table("users"))]), [audit], "Cdc");

        Assert.StartsWith("sabot-cdc.json leaves table audit.users out", Assert.Single(plan.Stale).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void APatternOfTheConfigurationThatMatchesNothingIsAnErrorWithItsPlace()
    {
        var selection = Model.WholeProject with { Include = [TablePattern.Parse("public.ordres*", "sabot-cdc.json(3,4): ")] };
        Assert.StartsWith("sabot-cdc.json(3,4): Pattern public.ordres* matches no table", Fails(selection, [Model.InDatabase(Model.Table("users"))], []), StringComparison.Ordinal);

        selection = Model.WholeProject with { Exclude = [TablePattern.Parse("public.x*", ""), TablePattern.Parse("public.ordres", "sabot-cdc.json(3,4): ")] };
        Assert.StartsWith("sabot-cdc.json(3,4): There is no table public.ordres to leave out", Fails(selection, [Model.InDatabase(Model.Table("users"))], []), StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnsWithOneCSharpNameAreAnErrorWithTheKeysToSet()
    {
        var message = Fails(Model.Everything, [Model.InDatabase(Model.Table("users", "email text", "has_email boolean"))], []);
        Assert.Equal(
            "Columns has_email and email of public.users both make the C# member HasEmail: set \"public.users.has_email\" or \"public.users.email\" under \"names\" in sabot-cdc.json to another name.",
            message);
    }

    [Fact]
    public void OtherNamesOfTheConfigurationEndACollision()
    {
        var table = Model.Table("users", "email text", "has_email boolean");
        var renamed = table with { Columns = [.. table.Columns.Select(column => column.Name == "has_email" ? column with { CSharpName = "IsReachable" } : column)] };
        Assert.Single(Plan([renamed], []).Files);
    }

    [Theory]
    [InlineData("order_lines", "\"Order lines\"", "table", "OrderLinesRow")]
    [InlineData("users", "users_row", "enum", "UsersRow")]
    [InlineData("users", "users", "composite", null)]
    public void TablesAndTypesWithOneCSharpNameAreAnErrorWithTheKeysToSet(string table, string other, string kind, string? name)
    {
        var second = kind switch
        {
            "enum" => Model.Enum(other),
            "composite" => Model.Composite(other),
            _ => (SchemaItem)Model.Table(other.Trim('"')),
        };
        var (tables, types) = second is SchemaTable more ? (new[] { Model.Table(table), more }, []) : (new[] { Model.Table(table) }, new[] { second });
        var catalog = tables.Select(table => Model.InDatabase(table)).ToList();
        if (name is null)
        {
            Assert.Equal(2, ScaffoldPlan.Make(Model.Everything, Model.Snapshot(catalog, types), [], "Cdc").Files.Count);
            return;
        }

        var key = other.Replace("\"", "\\\"", StringComparison.Ordinal);
        Assert.Equal(
            $"Table public.{table} and {kind} public.{other} both make the C# type {name}: set \"public.{table}\" or \"public.{key}\" under \"names\" in sabot-cdc.json to another name.",
            Fails(Model.Everything, catalog, [], types));
    }

    [Fact]
    public void LabelsWithOneCSharpNameAreAnErrorWithTheKeysToSet()
    {
        Assert.Equal(
            "Labels so_so and \"so-so\" of public.mood both make the C# member SoSo: set \"public.mood.so_so\" or \"public.mood.\\\"so-so\\\"\" under \"names\" in sabot-cdc.json to another name.",
            Fails(Model.Everything, [Model.InDatabase(Model.Table("users"))], [], Model.Enum("mood", "so_so", "so-so")));
        Assert.Equal(
            "Label unrecognized of public.mood makes the C# member Unrecognized, which the type has already: set \"public.mood.unrecognized\" under \"names\" in sabot-cdc.json to another name.",
            Fails(Model.Everything, [Model.InDatabase(Model.Table("users"))], [], Model.Enum("mood", "unrecognized")));
    }

    [Fact]
    public void AttributesWithOneCSharpNameAreAnErrorWithTheKeysToSet()
    {
        Assert.StartsWith(
            "Attributes zip_code and \"zipCode\" of public.address both make the C# member ZipCode: set \"public.address.zip_code\" or",
            Fails(Model.Everything, [Model.InDatabase(Model.Table("users"))], [], Model.Composite("address", "zip_code text", "zipCode text")), StringComparison.Ordinal);
    }

    [Fact]
    public void ATableThatIsNotOfThisRunMayHaveTheCSharpName()
    {
        var message = Assert.Throws<ToolException>(() => Plan([Model.Table("audit_users")], [Model.Table("users") with { Schema = "audit" }])).Message;
        Assert.Contains("both make the C# type AuditUsersRow", message, StringComparison.Ordinal);
    }

    private static ScaffoldPlan Plan(IEnumerable<SchemaTable> database, IEnumerable<SchemaTable> folder, params SchemaItem[] types) => ScaffoldPlan.Make(
        Model.Everything, Model.Snapshot(database.Select(table => Model.InDatabase(table))), [.. folder.Concat(types).Select(Model.InFolder)], "Cdc");

    private static string Fails(TableSelection selection, IReadOnlyList<CatalogTable> catalog, IReadOnlyList<ExistingFile> existing, params SchemaItem[] types)
    {
        var error = Assert.Throws<ToolException>(() => ScaffoldPlan.Make(selection, Model.Snapshot(catalog, types), existing, "Cdc"));
        Assert.Equal(ExitCode.Failure, error.ExitCode);
        return error.Message;
    }
}
