using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Check.Reports;

/// <summary>Differences for people: what, the lines, what breaks, and what to deploy first.</summary>
internal static class TextReport
{
    public static void Write(TextWriter output, Palette palette, CheckResult result)
    {
        foreach (var difference in result.Differences)
        {
            var (path, line, column) = result.PlaceOf(difference);
            var what = $"{difference.What}.";
            output.WriteLine($"{path}({line},{column}): {(difference.IsBreaking ? palette.Red(what) : palette.Yellow(what))} {palette.Dim($"[{difference.Kind.Id()}]")}");
            if (difference.Was is { } was)
                output.WriteLine(palette.Red($"    - {was}"));
            if (difference.Is is { } now)
                output.WriteLine(palette.Green($"    + {now}"));
            Write("source", difference.Source);
            Write("decoding", difference.Decoding);
            output.WriteLine($"    deploy    {difference.Advice}");
            output.WriteLine();
        }

        output.WriteLine(result.Differences.Count == 0 ? palette.Green(result.Summary) : result.Summary);

        void Write(string what, Effect effect) =>
            output.WriteLine($"    {what,-9} {(effect.Breaks ? palette.Bold("breaks: ") : "")}{effect.Text}");
    }
}
