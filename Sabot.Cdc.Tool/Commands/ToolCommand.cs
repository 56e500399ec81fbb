using System.CommandLine;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>A command with what its help says at the end: examples, and what its exit codes mean.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines, without the leading <c>dotnet sabot-cdc</c>, and what they are for.</summary>
    public IReadOnlyList<(string CommandLine, string Purpose)> Examples { get; set; } = [];

    /// <summary>One sentence: <c>0 …; 3 …; 64 the command line is wrong.</c></summary>
    public string ExitCodes { get; set; } = "";
}
