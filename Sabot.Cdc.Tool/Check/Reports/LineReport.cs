using System.Text.RegularExpressions;

namespace Sabot.Cdc.Tool.Check.Reports;

/// <summary>Differences as one line each, which build tools read.</summary>
internal abstract partial class LineReport(TextWriter output)
{
    /// <summary>The name of the program where no file is to blame.</summary>
    protected const string Origin = "sabot-cdc";

    public void Write(CheckResult result)
    {
        foreach (var difference in result.Differences)
        {
            var (path, line, column) = result.PlaceOf(difference);
            WriteLine((path, line, column), difference.IsBreaking, difference.Kind, Message(difference));
        }

        output.WriteLine($"{Origin}: {result.Summary}");
    }

    /// <summary>Says that nothing was compared, for each line of the reason, some of which have a place.</summary>
    public void WriteFailure(string reason, bool isError)
    {
        foreach (var line in reason.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var placed = Placed().Match(line);
            var text = placed.Success ? placed.Groups["text"].Value : line;
            WriteLine(
                placed.Success ? (placed.Groups["path"].Value, int.Parse(placed.Groups["line"].ValueSpan), int.Parse(placed.Groups["column"].ValueSpan)) : null,
                isError,
                DifferenceKind.NotCompared,
                $"The .cdc files were not compared: {text} ({DifferenceKind.NotCompared.Help()})");
        }

        output.WriteLine($"{Origin}: not compared.");
    }

    /// <summary>Writes one line; the message has no line break.</summary>
    protected abstract void WriteLine((string Path, int Line, int Column)? place, bool isError, DifferenceKind kind, string message);

    protected TextWriter Output => output;

    private static string Message(Difference difference)
    {
        var breaks = (difference.Source.Breaks, difference.Decoding.Breaks) switch
        {
            (true, true) => $"It breaks source ({difference.Source.Text}) and decoding ({difference.Decoding.Text}).",
            (true, false) => $"It breaks source ({difference.Source.Text}), not decoding.",
            (false, true) => $"It breaks decoding ({difference.Decoding.Text}), not source.",
            (false, false) => "It breaks nothing.",
        };
        return $"{difference.What}. {breaks} Deploy {difference.Advice}. ({difference.Kind.Help()})";
    }

    [GeneratedRegex(@"^(?<path>.+)\((?<line>\d{1,9}),(?<column>\d{1,9})\): (?<text>.*)$")]
    private static partial Regex Placed();
}
