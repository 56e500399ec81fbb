using System.Diagnostics;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Tests.Commands;

/// <summary>The scripts, run by the shells themselves with the built tool behind them.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sabot-cdc-").FullName;

    public CompletionTests()
    {
        // What 'dotnet sabot-cdc' starts when the tool is on the PATH.
        var program = Path.Combine(_folder, "dotnet-sabot-cdc");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{typeof(ToolCommandLine).Assembly.Location}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("dotnet sabot-cdc slots dr", "drop")]
    [InlineData("dotnet-sabot-cdc slots list --format ", "json text")]
    [InlineData("dotnet sabot-cdc slots drop --y", "--yes")]
    [InlineData("dotnet sab", "sabot-cdc")]
    [InlineData("dotnet bui", "build")]
    public async Task BashCompletesTheToolAndLeavesTheRestOfDotnetAlone(string line, string words)
    {
        if (OperatingSystem.IsWindows())
            return;

        var script = $$"""
            _before() { [[ build != "$2"* ]] || COMPREPLY=(build); }
            complete -F _before dotnet
            source <(dotnet sabot-cdc completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            COMP_WORDS=($COMP_LINE) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _sabot_cdc dotnet "${COMP_WORDS[COMP_CWORD]}" dotnet
            echo "${COMPREPLY[@]}"
            """;

        Assert.Equal(words, await BashAsync(script));
    }

    private async Task<string> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using var bash = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = bash.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = bash.StandardError.ReadToEndAsync(timeout.Token);
        await bash.WaitForExitAsync(timeout.Token);
        Assert.Empty(await error);
        return (await output).Trim();
    }
}
