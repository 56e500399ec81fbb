using System.CommandLine;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>completion</c>: prints the script that makes a shell complete this tool's command lines.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = "sabot-cdc.bash",
        ["zsh"] = "sabot-cdc.zsh",
        ["fish"] = "sabot-cdc.fish",
        ["pwsh"] = "sabot-cdc.ps1",
    };

    public static Command Create(ToolConsole console)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new ToolCommand("completion", "Prints a script that makes the Tab key complete commands and options.") { shell };
        command.Examples =
        [
            ("completion bash", "bash: put  source <(dotnet sabot-cdc completion bash)  into ~/.bashrc"),
            ("completion zsh", "zsh: put  source <(dotnet sabot-cdc completion zsh)  into ~/.zshrc, below compinit"),
            ("completion fish", "fish: put  dotnet sabot-cdc completion fish | source  into ~/.config/fish/config.fish"),
            ("completion pwsh", "PowerShell: put  dotnet sabot-cdc completion pwsh | Out-String | Invoke-Expression  into $PROFILE"),
        ];
        command.ExitCodes = "0 done; 64 the command line is wrong.";
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await console.Output.WriteAsync((await ReadAsync(parsed.GetValue(shell)!, cancellationToken)).AsMemory(), cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }

    internal static async Task<string> ReadAsync(string shell, CancellationToken cancellationToken)
    {
        var name = $"Sabot.Cdc.Tool.Completion.{Scripts[shell]}";
        await using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(script);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
