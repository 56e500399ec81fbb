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

    private static ScaffoldPlan Plan(IEnumerable<SchemaTable> database, IEnumerable<SchemaTable> folder) => ScaffoldPlan.Make(
        Model.Everything, Model.Snapshot(database.Select(table => Model.InDatabase(table))), [.. folder.Select(Model.InFolder)], "Cdc");

    private static string Fails(TableSelection selection, IReadOnlyList<CatalogTable> catalog, IReadOnlyList<ExistingFile> existing, params SchemaItem[] types)
    {
        var error = Assert.Throws<ToolException>(() => ScaffoldPlan.Make(selection, Model.Snapshot(catalog, types), existing, "Cdc"));
        Assert.Equal(ExitCode.Failure, error.ExitCode);
        return error.Message;
    }
}
