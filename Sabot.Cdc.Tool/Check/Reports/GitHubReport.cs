using System.Globalization;

namespace Sabot.Cdc.Tool.Check.Reports;

/// <summary>Commands to GitHub's runner that annotate the lines of a pull request.</summary>
/// <param name="output">The job's output.</param>
/// <param name="workspace">The folder that the repository is checked out in, which annotated paths are relative to; null if it is not known.</param>
internal sealed class GitHubReport(TextWriter output, string? workspace) : LineReport(output)
{
    protected override void WriteLine((string Path, int Line, int Column)? place, bool isError, DifferenceKind kind, string message)
    {
        var properties = $"title={Property($"{kind.Id()}: {kind.Title()}")}";
        if (place is { } at)
            properties = string.Create(CultureInfo.InvariantCulture, $"file={Property(RelativePath(at.Path))},line={at.Line},col={at.Column},{properties}");
        Output.WriteLine($"::{(isError ? "error" : "warning")} {properties}::{Data(message)}");
    }

    private string RelativePath(string path)
    {
        if (string.IsNullOrEmpty(workspace))
            return path;

        var relative = Path.GetRelativePath(workspace, Path.GetFullPath(path));
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative.Replace('\\', '/');
    }

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
