using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>What one run of the tool, inside the test process, printed and returned.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static Task<ToolRun> ScaffoldAsync(string connectionString, string folder, params string[] options) =>
        RunArgumentsAsync(["scaffold", "--connection", connectionString, "--output", folder, .. options]);

    public static async Task<ToolRun> RunArgumentsAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await ToolCommandLine.RunAsync(arguments, output, error);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs any command on a database, as a script does: there is no terminal.</summary>
    public static Task<ToolRun> RunAsync(string connectionString, params string[] arguments) =>
        RunAsync(connectionString, answer: null, arguments);

    /// <summary>Runs any command on a database, as somebody at a terminal does who answers questions with a line.</summary>
    public static async Task<ToolRun> RunAsync(
        string connectionString, string? answer, string[] arguments, CancellationToken cancellationToken = default)
    {
        using var input = new StringReader(answer ?? "");
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ToolConsole(input, output, error) { IsInteractive = answer is not null };
        var exitCode = await ToolCommandLine.RunAsync([.. arguments, "--connection", connectionString], console, cancellationToken);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
