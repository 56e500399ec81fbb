using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Integration.Tests.Tool;

/// <summary>What one run of the tool, inside the test process, printed and returned.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static async Task<ToolRun> ScaffoldAsync(string connectionString, string folder, params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await ToolCommandLine.RunAsync(
            ["scaffold", "--connection", connectionString, "--output", folder, .. options], output, error);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
