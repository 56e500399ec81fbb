namespace Sabot.Cdc.Tool.Check.Reports;

/// <summary>Lines that MSBuild makes errors and warnings of: <c>file(line,column): error ID: message</c>.</summary>
internal sealed class MSBuildReport(TextWriter output) : LineReport(output)
{
    protected override void WriteLine((string Path, int Line, int Column)? place, bool isError, DifferenceKind kind, string message)
    {
        var origin = place is { } at ? $"{at.Path}({at.Line},{at.Column}): " : $"{Origin} : ";
        Output.WriteLine($"{origin}{(isError ? "error" : "warning")} {kind.Id()}: {message}");
    }
}
