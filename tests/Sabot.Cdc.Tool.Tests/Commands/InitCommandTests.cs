using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Tests.Commands;

public sealed class InitCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task BothFilesAreWrittenAndWhatToDoNextIsSaid()
    {
        await File.WriteAllTextAsync(PathOf("Shop.csproj"), "<Project/>");

        var output = await InitAsync();

        Assert.Equal(ConfigurationTemplate.Text, await File.ReadAllTextAsync(PathOf("sabot-cdc.json")));
        Assert.Equal(ConfigurationTemplate.ReadSchema(), await File.ReadAllTextAsync(PathOf("sabot-cdc.schema.json")));
        Assert.Contains("'dotnet sabot-cdc scaffold'", output, StringComparison.Ordinal);
        Assert.Contains(ConnectionStrings.Variable, output, StringComparison.Ordinal);
        Assert.DoesNotContain("no project file", output, StringComparison.Ordinal);
        Assert.Contains("\n  1. In the project's folder, run 'dotnet add package Sabot.Cdc.Runtime'", output, StringComparison.Ordinal);
        Assert.Contains("\n  2. ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PackagesThatTheProjectHasAreNotAskedFor()
    {
        await File.WriteAllTextAsync(PathOf("Shop.csproj"), "<PackageReference Include=\"Sabot.Cdc.Generator\"/>");
        Assert.DoesNotContain("add package", await InitAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderWithoutAProjectIsSaid()
    {
        Assert.Contains("no project file", await InitAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsThereIsLeftAlone()
    {
        await File.WriteAllTextAsync(PathOf("sabot-cdc.json"), "{}");

        var error = await Assert.ThrowsAsync<ToolException>(InitAsync);

        Assert.Contains("sabot-cdc.json is there already", error.Message, StringComparison.Ordinal);
        Assert.Equal("{}", await File.ReadAllTextAsync(PathOf("sabot-cdc.json")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task AFileOfAnotherNameIsWrittenUnderIt()
    {
        Assert.StartsWith("wrote other.json and sabot-cdc.schema.json; next:", await InitAsync("other.json"), StringComparison.Ordinal);
        Assert.Equal(["other.json", "sabot-cdc.schema.json"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order());
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private Task<string> InitAsync() => InitAsync("sabot-cdc.json");

    private async Task<string> InitAsync(string name)
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Success, await InitCommand.RunAsync(PathOf(name), output, CancellationToken.None));
        return output.ToString();
    }
}
