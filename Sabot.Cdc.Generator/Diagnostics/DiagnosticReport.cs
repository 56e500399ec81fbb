using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Diagnostics;

/// <summary>Turns the pipeline's diagnostics into Roslyn's, at their places in the .cdc files.</summary>
internal static class DiagnosticReport
{
    public static Diagnostic ToDiagnostic(DiagnosticModel diagnostic) =>
        Diagnostic.Create(
            DiagnosticDescriptors.Of(diagnostic.Id),
            LocationOf(diagnostic.Place),
            additionalLocations: diagnostic.Other is null ? [] : [LocationOf(diagnostic.Other)],
            diagnostic.Message);

    private static Location LocationOf(FilePlace? place)
    {
        if (place is null)
            return Location.None;

        var (line, column, length, offset) = place.Place;
        var start = new LinePosition(line - 1, column - 1);
        var end = new LinePosition(line - 1, column - 1 + length);
        return Location.Create(place.Path, new TextSpan(offset, length), new LinePositionSpan(start, end));
    }
}
