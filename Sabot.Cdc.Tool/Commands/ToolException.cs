namespace Sabot.Cdc.Tool.Commands;

/// <summary>Ends the command with an exit code; the message is the sentence that the user reads.</summary>
internal sealed class ToolException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
