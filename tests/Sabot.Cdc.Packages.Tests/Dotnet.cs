using System.Diagnostics;

namespace Sabot.Cdc.Packages.Tests;

/// <summary>Runs <c>dotnet</c> as somebody does whose machine has nothing but the SDK.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>What it printed.</summary>
    public static async Task<string> RunAsync(string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (exitCode, output) = await TryRunAsync(folder, arguments, environment);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with exit code {exitCode}: {output}");
        return output;
    }

    /// <summary>Its exit code and, one behind the other, its standard output and standard error.</summary>
    public static Task<(int ExitCode, string Output)> TryRunAsync(
        string folder, string[] arguments, params (string Name, string Value)[] environment) =>
        RunProgramAsync("dotnet", folder, arguments, environment);

    /// <summary>The same of another program.</summary>
    public static async Task<(int ExitCode, string Output)> RunProgramAsync(
        string program, string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(program, folder, arguments, environment);
        using var impatience = new CancellationTokenSource(Limit);
        try
        {
            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(impatience.Token), process.StandardError.ReadToEndAsync(impatience.Token));
            await process.WaitForExitAsync(impatience.Token);
            return (process.ExitCode, string.Concat(texts));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    public static Process Start(string folder, string[] arguments, params (string Name, string Value)[] environment) =>
        Start("dotnet", folder, arguments, environment);

    private static Process Start(string program, string folder, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // Settings of the person who runs the tests, and what a build around them has set.
        string[] settings = [.. start.Environment.Keys.Where(IsSetting)];
        foreach (var name in settings)
            start.Environment.Remove(name);

        // No build server may outlive the tests.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("SABOT", StringComparison.OrdinalIgnoreCase) || name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase);
}
