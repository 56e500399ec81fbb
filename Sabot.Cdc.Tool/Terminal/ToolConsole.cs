using System.Collections;

namespace Sabot.Cdc.Tool.Terminal;

/// <summary>What a run of the tool reads from and writes to, and which of it is a person's terminal.</summary>
internal sealed class ToolConsole(TextReader input, TextWriter output, TextWriter error)
{
    private const int WidthOfFiles = 120;

    public TextReader Input { get; } = input;

    /// <summary>Results only, so that they can be piped.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Everything else: errors, questions, progress.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Whether somebody can answer a question.</summary>
    public bool IsInteractive { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether anybody still reads the results: <c>head</c> ends when it has seen enough.</summary>
    public Func<bool> HasReader { get; init; } = () => true;

    /// <summary>Whether the terminal, where there is one, takes escape sequences and its user has not said no to colours.</summary>
    public bool TakesColors { get; set; } = true;

    /// <summary>Characters in a line of the output.</summary>
    public int Width { get; init; } = WidthOfFiles;

    /// <summary>Colours for results.</summary>
    public Palette OutputPalette => OutputIsTerminal && TakesColors ? Palette.Ansi : Palette.Plain;

    /// <summary>Colours for messages.</summary>
    public Palette ErrorPalette => ErrorIsTerminal && TakesColors ? Palette.Ansi : Palette.Plain;

    /// <summary>The process's own.</summary>
    public static ToolConsole OfProcess() => new(Console.In, Console.Out, Console.Error)
    {
        IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        HasReader = OutputPipe.HasReader,
        TakesColors = ColorsAreWanted(Environment.GetEnvironmentVariables(), OperatingSystem.IsWindows()),
        Width = WidthOfTerminal(),
    };

    /// <summary>
    /// What the environment says: NO_COLOR with any value but an empty one forbids colours, as on no-color.org; TERM=dumb
    /// cannot show them, and of the terminals of Windows only newer ones can without being asked to.
    /// </summary>
    public static bool ColorsAreWanted(IDictionary environment, bool isWindows)
    {
        if (environment["NO_COLOR"] is string { Length: > 0 } || environment["TERM"] is "dumb")
            return false;
        return !isWindows || environment.Contains("WT_SESSION") || environment.Contains("TERM_PROGRAM") || environment.Contains("TERM");
    }

    // A terminal without a size, as some build servers give, says 0 or throws.
    private static int WidthOfTerminal()
    {
        try
        {
            return !Console.IsOutputRedirected && Console.WindowWidth >= 40 ? Console.WindowWidth : WidthOfFiles;
        }
        catch (IOException)
        {
            return WidthOfFiles;
        }
    }
}
