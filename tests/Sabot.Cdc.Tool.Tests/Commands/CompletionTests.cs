using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Tests.Commands;

/// <summary>The scripts, run by the shells themselves with the built tool behind them.</summary>
public sealed class CompletionTests : IDisposable
{
    private static readonly string[] Lines =
    [
        "dotnet sabot-cdc slots dr", "dotnet-sabot-cdc slots list --format ", "dotnet sabot-cdc slots drop --y", "dotnet sab", "dotnet bui",
    ];

    private static readonly string[] Words = ["drop", "json text", "--yes", "sabot-cdc", "build"];

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

    [Fact]
    public async Task BashCompletesTheToolAndLeavesTheRestOfDotnetAlone()
    {
        if (OperatingSystem.IsWindows())
            return;

        const string Script = """
            _before() { [[ build != "$2"* ]] || COMPREPLY=(build); }
            complete -F _before dotnet
            source <(dotnet sabot-cdc completion bash)
            for COMP_LINE; do
                COMP_POINT=${#COMP_LINE} COMP_WORDS=($COMP_LINE)
                [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _sabot_cdc dotnet "${COMP_WORDS[COMP_CWORD]}" dotnet
                echo "${COMPREPLY[@]}"
            done
            """;

        Assert.Equal(Words, await LinesAsync("bash", ["--norc", "-c", Script, "bash", .. Lines]));
    }

    [Fact]
    public async Task ZshCompletesTheToolAndLeavesTheRestOfDotnetAlone()
    {
        if (OperatingSystem.IsWindows())
            return;

        // The completion system's own words, which need a terminal, are stood in for: compadd offers what has the prefix.
        const string Script = """
            setopt sh_word_split
            compadd() { [[ $1 != -- ]] || shift; offered+=(${(M)@:#$PREFIX*}); }
            compdef() { : }
            _before() { compadd -- build }
            typeset -A _comps=(dotnet _before)
            eval "$(dotnet sabot-cdc completion zsh)"
            for line; do
                words=($=line) offered=()
                [[ $line != *' ' ]] || words+=('')
                CURRENT=$#words PREFIX=$words[-1]
                _sabot_cdc
                print -r -- $offered
            done
            """;

        Assert.Equal(Words, await LinesAsync("zsh", ["-f", "-c", Script, "zsh", .. Lines]));
    }

    [Fact]
    public async Task FishCompletesTheToolAndLeavesTheRestOfDotnetAlone()
    {
        if (OperatingSystem.IsWindows())
            return;

        const string Script = """
            complete -e -c dotnet
            complete -c dotnet -f -n '__fish_is_first_arg' -a build
            dotnet sabot-cdc completion fish | source
            for line in $argv
                echo (complete -C $line)
            end
            """;

        Assert.Equal(Words, await LinesAsync("fish", ["--no-config", "-c", Script, .. Lines]));
    }

    [Fact]
    public async Task PowerShellCompletesTheToolAndLeavesTheRestOfDotnetAlone()
    {
        var script = Path.Combine(_folder, "complete.ps1");
        await File.WriteAllTextAsync(
            script,
            """
            dotnet sabot-cdc completion pwsh | Out-String | Invoke-Expression
            foreach ($line in $args) {
                (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' '
            }
            """);

        // PowerShell is one of the project's tools, not of the system's: it comes from where the packages do.
        await LinesAsync("dotnet", ["tool", "restore"]);
        var found = await LinesAsync("dotnet", ["tool", "run", "pwsh", "-NoProfile", "-NonInteractive", "-File", script, .. Lines]);

        // The rest of dotnet is completed by the SDK itself, which knows more that begins so.
        Assert.Equal(Words[..^1], found[..^1]);
        Assert.Contains("build", found[^1].Split(' '));
    }

    private async Task<string[]> LinesAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Project() };
        start.Environment["PATH"] = $"{_folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = shell.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = shell.StandardError.ReadToEndAsync(timeout.Token);
        await shell.WaitForExitAsync(timeout.Token);
        Assert.Empty(await error);
        return (await output).TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
    }

    private static string Project([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..");
}
