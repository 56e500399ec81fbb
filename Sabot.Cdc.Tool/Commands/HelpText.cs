using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Commands;

/// <summary>The library's help followed by a command's examples and exit codes.</summary>
internal sealed partial class HelpText(HelpAction standard) : SynchronousCommandLineAction
{
    /// <summary>A wrong option beside --help is no reason to refuse the help.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the standard help of the command and all below it.</summary>
    public static void Install(RootCommand root, ToolConsole console)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        var standard = (HelpAction)option.Action!;
        standard.MaxWidth = console.Width;
        option.Action = new HelpText(standard);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        // In the list of commands each is its first sentence.
        foreach (var subcommand in command.Subcommands)
            subcommand.Description = FirstSentence(subcommand.Description ?? "");
        var output = parseResult.InvocationConfiguration.Output;
        var result = WriteStandard(parseResult, output);
        if (command is ToolCommand { Examples.Count: > 0 } exemplary)
        {
            output.WriteLine("Examples:");
            foreach (var (line, purpose) in exemplary.Examples)
                output.WriteLine($"  # {purpose}{output.NewLine}  dotnet sabot-cdc {line}");
            output.WriteLine();
        }

        if (command is ToolCommand { ExitCodes.Length: > 0 } documented)
            output.WriteLine($"Exit codes: {documented.ExitCodes}");
        return result;
    }

    private static string FirstSentence(string description)
    {
        var end = description.IndexOf(". ", StringComparison.Ordinal);
        var paragraph = description.Split("\n\n")[0];
        return end < 0 || end > paragraph.Length ? paragraph : paragraph[..(end + 1)];
    }

    // The library names the program by its file, and users start it through dotnet.
    private int WriteStandard(ParseResult parseResult, TextWriter output)
    {
        using var text = new StringWriter { NewLine = output.NewLine };
        parseResult.InvocationConfiguration.Output = text;
        var result = standard.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(ProgramName().Replace(text.ToString(), "dotnet sabot-cdc", 1));
        return result;
    }

    [GeneratedRegex(@"(?<=^Usage:\r?\n  )\S+", RegexOptions.Multiline)]
    private static partial Regex ProgramName();
}
