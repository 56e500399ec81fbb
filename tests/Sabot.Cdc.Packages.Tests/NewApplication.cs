using System.Diagnostics;

namespace Sabot.Cdc.Packages.Tests;

/// <summary>An application that somebody starts in an empty folder, who has the packages and no checkout.</summary>
/// <param name="packages">The packages.</param>
/// <param name="connectionString">The database that it is for.</param>
/// <param name="name">The name of its folder.</param>
internal sealed class NewApplication(PackedPackages packages, string connectionString, string name = "Shop")
{
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Shop");

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(packages.Folder, name)).FullName;

    /// <summary>Packages, tools and secrets of their own, so that none of the machine's is taken for one of these, or becomes one.</summary>
    private readonly (string Name, string Value)[] _environment =
    [
        ("NUGET_PACKAGES", Path.Combine(packages.Folder, "packages")),
        ("DOTNET_CLI_HOME", Path.Combine(packages.Folder, "home")),
        ("HOME", Path.Combine(packages.Folder, "home")),
        ("APPDATA", Path.Combine(packages.Folder, "home")),
    ];

    /// <summary>The environment variable that the tool and builds take the connection from.</summary>
    public (string Name, string Value) Connection => ("SABOT_CDC_CONNECTION", connectionString);

    /// <summary>Runs <c>dotnet</c> with the words of a command line.</summary>
    public Task<string> DotnetAsync(string arguments, params (string Name, string Value)[] environment) =>
        Dotnet.RunAsync(_folder, arguments.Split(' '), [.. _environment, .. environment]);

    /// <summary>Runs the installed tool with the connection, and returns its exit code and what it printed.</summary>
    public Task<(int ExitCode, string Output)> ToolAsync(params string[] arguments) => ToolAsync([Connection], arguments);

    /// <summary>Runs the installed tool with what the environment has besides.</summary>
    public async Task<(int ExitCode, string Output)> ToolAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        var (exitCode, output) = await Dotnet.TryRunAsync(_folder, ["sabot-cdc", .. arguments], [.. _environment, .. environment]);
        return (exitCode, output.ReplaceLineEndings("\n"));
    }

    /// <summary>Starts the installed tool with the connection.</summary>
    public Process StartTool(params string[] arguments) => Dotnet.Start(_folder, ["sabot-cdc", .. arguments], [.. _environment, Connection]);

    /// <summary>Runs the installed tool on a terminal, with the connection.</summary>
    public async Task<string> OnTerminalAsync(string arguments, params (string Name, string Value)[] environment) =>
        (await Dotnet.RunProgramAsync("script", _folder, ["-qec", $"dotnet sabot-cdc {arguments}", "/dev/null"], [.. _environment, Connection, ("TERM", "xterm"), .. environment])).Output;

    /// <summary>Runs git in the application's folder.</summary>
    public async Task GitAsync(string arguments)
    {
        var (exitCode, output) = await Dotnet.RunProgramAsync("git", _folder, arguments.Split(' '));
        Assert.True(exitCode == 0, $"git {arguments}: {output}");
    }

    /// <summary>Builds with warnings as errors.</summary>
    /// <returns>Whether it succeeded, and the errors and warnings, each once, with paths relative to the project.</returns>
    public async Task<(bool Succeeded, IReadOnlyList<string> Lines)> BuildAsync(params (string Name, string Value)[] environment)
    {
        var (exitCode, output) = await Dotnet.TryRunAsync(
            _folder, ["build", "--nologo", "-v", "quiet", "-clp:NoSummary", "-warnaserror"], [.. _environment, .. environment]);
        var lines = output.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (exitCode == 0, [.. lines.Select(line => line.Trim()).Distinct()]);
    }

    /// <summary>Starts what was built.</summary>
    public Process Start() => Dotnet.Start(_folder, ["exec", "bin/Debug/net10.0/Shop.dll"], ("SHOP_CONNECTION", connectionString));

    /// <summary>Writes a source file that the tests have beside them.</summary>
    public void Write(string file) => File.Copy(Path.Combine(Sources, file), Path.Combine(_folder, file), overwrite: true);

    /// <summary>Replaces a part of a file, which has to be there.</summary>
    public void Edit(string file, string part, string replacement)
    {
        Assert.Contains(part, Read(file), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, file), Read(file).Replace(part, replacement, StringComparison.Ordinal));
    }

    public void Delete(string file) => File.Delete(Path.Combine(_folder, file));

    public string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    /// <summary>The number of the line that has the text.</summary>
    public int LineOf(string file, string text) =>
        Array.FindIndex(Read(file).Split('\n'), line => line.Contains(text, StringComparison.Ordinal)) + 1;

    public static string Schema => File.ReadAllText(Path.Combine(Sources, "schema.sql"));
}
