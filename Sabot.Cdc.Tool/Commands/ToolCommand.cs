using System.CommandLine;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>A command with what its help says at the end: examples, and what its exit codes mean.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, Unwrap(description))
{
    /// <summary>Command lines, without the leading <c>dotnet sabot-cdc</c>, and what they are for.</summary>
    public IReadOnlyList<(string CommandLine, string Purpose)> Examples { get; set; } = [];

    /// <summary>One sentence: <c>0 …; 3 …; 64 the command line is wrong.</c></summary>
    public string ExitCodes { get; set; } = "";

    // The lines of a paragraph are those of the source; the help breaks them at the width of the terminal.
    private static string Unwrap(string description) =>
        string.Join("\n\n", description.ReplaceLineEndings("\n").Split("\n\n").Select(paragraph => paragraph.Replace('\n', ' ')));
}
