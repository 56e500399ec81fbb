using System.Diagnostics;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Tests.Check;

/// <summary>The command without a database: against revisions of a repository, and where there is nothing to compare with.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;
    private readonly string _folder;

    public CheckCommandTests()
    {
        _folder = Path.Combine(_root, "app", "Cdc");
        Directory.CreateDirectory(_folder);
    }

    public void Dispose()
    {
        // git makes its objects read-only, which only Windows minds.
        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task TheWorkingTreeIsComparedWithARevision()
    {
        Write("public.users.cdc", Compared.Users("column id bigint not null|column nick text"));
        Write("public.gone.cdc", Compared.Users("column id bigint not null").Replace("users", "gone", StringComparison.Ordinal));
        Commit();
        Assert.Equal((0, "The files are the same as those of HEAD.\n"), await CheckAsync());

        Write("public.users.cdc", Compared.Users("column id bigint not null|removed nick text"));
        File.Delete(Path.Combine(_folder, "public.gone.cdc"));
        var (exitCode, output) = await CheckAsync("--format", "msbuild");

        Assert.Equal(2, exitCode);
        Assert.Contains($"{Path.Combine(_folder, "public.users.cdc")}(6,9): error SABOT062: ", output, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(_folder, "public.gone.cdc")}(2,7): error SABOT060: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderThatOnlyTheRevisionHasIsAllGone()
    {
        Write("public.users.cdc", Compared.Users("column id bigint not null"));
        Commit();
        Directory.Delete(_folder, recursive: true);

        var (exitCode, output) = await CheckAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("[SABOT060]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderThatTheRevisionDoesNotHaveIsAllNew()
    {
        Commit("--allow-empty");
        Write("public.users.cdc", Compared.Users("column id bigint not null"));

        var (exitCode, output) = await CheckAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("[SABOT061]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongFileOfTheRevisionIsNamedWithTheRevision()
    {
        Write("public.users.cdc", "nonsense\n");
        Commit();

        Assert.Equal(3, (await CheckAsync()).ExitCode);
        Assert.StartsWith($"HEAD:{Path.Combine(_folder, "public.users.cdc")}(1,1): ", _error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", 3, "has no revision nowhere; ")]
    [InlineData("--help-me", 64, "")]
    [InlineData("-x", 64, "")]
    [InlineData("", 64, "is no git revision; ")]
    public async Task ARevisionThatIsNoneIsSaid(string revision, int exitCode, string message)
    {
        Commit("--allow-empty");

        var (actual, _) = await RunAsync("check", "--output", _folder, "--against", revision);

        Assert.Equal(exitCode, actual);
        Assert.Contains(message, _error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderOutsideOfARepositoryIsSaid()
    {
        Assert.Equal(3, (await CheckAsync()).ExitCode);
        Assert.Contains("is in no git repository", _error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutFilesOnEitherSideThereIsNothingToCompare()
    {
        Commit("--allow-empty");

        Assert.Equal(3, (await CheckAsync()).ExitCode);
        Assert.Contains("name their folder with --output", _error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("msbuild", "", 3, "sabot-cdc : warning SABOT079: The .cdc files were not compared: No server can be reached at 127.0.0.1:1 ")]
    [InlineData("msbuild", "--required", 3, "sabot-cdc : error SABOT079: ")]
    [InlineData("github", "", 3, "::warning title=SABOT079")]
    [InlineData("github", "--required", 3, "::error title=SABOT079")]
    [InlineData("text", "", 3, "")]
    [InlineData("json", "--required", 3, "")]
    [InlineData("msbuild", "--required --optional", 64, "")]
    [InlineData("msbuild", "--against main", 64, "")]
    public async Task AServerThatCannotBeReachedIsWhatTheFormatMakesOfIt(string format, string options, int exitCode, string start)
    {
        Write("public.users.cdc", Compared.Users("column id bigint not null"));

        var (actual, output) = await RunAsync(
            ["check", "--output", _folder, "--format", format, "--connection", "Host=127.0.0.1;Port=1;Username=me;Password=secret", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(exitCode, actual);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
        Assert.Equal(start.Length == 0, output.Length == 0);
        Assert.Equal(start.Length == 0, _error.Length > 0);
        Assert.DoesNotContain("secret", output + _error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAConnectionNothingIsComparedWhereThatIsOptional()
    {
        var configuration = Path.Combine(_root, "sabot-cdc.json");
        await File.WriteAllTextAsync(configuration, """{ "connection": { "environment": "SABOT_CDC_TESTS_NOT_SET" } }""");

        Assert.Equal((0, ""), await RunAsync("check", "--config", configuration, "--format", "msbuild", "--optional"));
        Assert.Contains("Environment variable SABOT_CDC_TESTS_NOT_SET is not set", _error, StringComparison.Ordinal);

        var (exitCode, output) = await RunAsync("check", "--config", configuration, "--format", "msbuild");
        Assert.Equal(3, exitCode);
        Assert.Contains("sabot-cdc.json(1,34): warning SABOT079: ", output, StringComparison.Ordinal);
    }

    private string _error = "";

    private Task<(int ExitCode, string Output)> CheckAsync(params string[] options) =>
        RunAsync(["check", "--output", _folder, "--against", "HEAD", .. options]);

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await ToolCommandLine.RunAsync(arguments, output, error);
        _error = error.ToString();
        return (exitCode, output.ToString());
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, name), text);
    }

    private void Commit(params string[] options)
    {
        Git("init", "--quiet");
        Git("add", "--all");
        Git(["-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify", "-m", "x", .. options]);
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", _root, .. arguments]))!;
        Assert.True(git.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, git.ExitCode);
    }
}
