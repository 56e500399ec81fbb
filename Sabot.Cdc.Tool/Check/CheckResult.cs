using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Check;

/// <summary>What a comparison has found.</summary>
/// <param name="Differences">In the order of the files and lines.</param>
/// <param name="Folder">The folder of the files.</param>
/// <param name="ComparedWith">What the files were compared with, as the end of a sentence.</param>
/// <param name="FilesAreAfter">Whether the files have the newer state.</param>
internal sealed record CheckResult(IReadOnlyList<Difference> Differences, string Folder, string ComparedWith, bool FilesAreAfter)
{
    public int Breaking => Differences.Count(difference => difference.IsBreaking);

    public int ExitCode => Differences.Count == 0 ? Commands.ExitCode.Success
        : Breaking == 0 ? Commands.ExitCode.Compatible
        : Commands.ExitCode.Breaking;

    /// <summary>Where the difference is; the start of the file where that is not there, or a line that nothing is on.</summary>
    public (string Path, int Line, int Column) PlaceOf(Difference difference) => (
        Path.Combine(Folder, SchemaFileName.Of(difference.Item)),
        Math.Max(difference.Place.Line, 1),
        Math.Max(difference.Place.Column, 1));

    /// <summary>One sentence that sums it up.</summary>
    public string Summary => Differences.Count == 0
        ? $"The files are the same as {ComparedWith}."
        : $"{Terminal.Amounts.Count(Differences.Count, "difference")} from {ComparedWith}, {(Breaking == 0 ? "none" : Breaking.ToString(System.Globalization.CultureInfo.InvariantCulture))} of which {(Breaking == 1 ? "breaks" : "break")} something.";
}
