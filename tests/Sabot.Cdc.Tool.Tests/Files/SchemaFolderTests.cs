using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Tests.Files;

public sealed class SchemaFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AFolderThatIsNotThereIsEmptyAndIsMadeByWriting()
    {
        var folder = Path.Combine(_folder, "a/b");
        Assert.Empty(SchemaFolder.Read(folder, Model.Everything, []));

        SchemaFolder.Write(folder, [new PlannedFile(Path.Combine(folder, "public.users.cdc"), Text("users"), IsChanged: true)]);

        Assert.Equal("users", Assert.Single(SchemaFolder.Read(folder, Model.Everything, [])).Schema.Name);
        Assert.Single(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void AnUnchangedFileIsNotTouched()
    {
        SchemaFolder.Write(_folder, [new PlannedFile(Path.Combine(_folder, "public.users.cdc"), Text("users"), IsChanged: false)]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void LineEndsThatGitChangedAreNoChange()
    {
        Put("public.users.cdc", Text("users").Replace("\n", "\r\n", StringComparison.Ordinal));

        var existing = SchemaFolder.Read(_folder, Model.Everything, []);
        var plan = ScaffoldPlan.Make(Model.Everything, Model.Snapshot([Model.InDatabase(Model.Table("users"))]), existing, _folder);

        Assert.False(Assert.Single(plan.Files).IsChanged);
    }

    [Theory]
    [InlineData("format 2\n", "public.users.cdc(1,8): ")]
    [InlineData("format 1\ntable public.users\nidentity some\n", "public.users.cdc(3,10): ")]
    [InlineData("<<<<<<< ours\n", "public.users.cdc(1,1): ")]
    [InlineData("", "public.users.cdc(1,1): ")]
    public void AFileThatCannotBeReadIsAnErrorWithItsPlace(string text, string place)
    {
        var path = Put("public.users.cdc", text);

        var error = Assert.Throws<ToolException>(() => SchemaFolder.Read(_folder, Model.Everything, []));

        Assert.StartsWith(Path.Combine(_folder, place), error.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void AFileOfOtherBytesThanUtf8IsAnError()
    {
        File.WriteAllBytes(Path.Combine(_folder, "public.users.cdc"), [0x66, 0xFF]);
        Assert.Contains("not UTF-8", Assert.Throws<ToolException>(() => SchemaFolder.Read(_folder, Model.Everything, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithTableNamesOnlyTheirFilesAreRead()
    {
        Put("public.broken.cdc", "?");
        Put("public.users.cdc", Text("users"));

        Assert.Equal("users", Assert.Single(SchemaFolder.Read(_folder, TableSelection.Parse([], ["users"]), [])).Schema.Name);
    }

    [Fact]
    public void AFileInPlaceOfTheFolderIsWrongUsage()
    {
        var error = Assert.Throws<ToolException>(() => SchemaFolder.Read(Put("Cdc", ""), Model.Everything, []));
        Assert.Equal(ExitCode.WrongUsage, error.ExitCode);
    }

    private static string Text(string table) => SchemaPrinter.Print(Model.Table(table));

    private string Put(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
