using Sabot.Cdc.Tool.Commands;

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
}
