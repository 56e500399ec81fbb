using Sabot.Cdc.Tool.Check;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>Whether clients that were compiled with the files can read what the database has now.</summary>
internal static class DriftChecks
{
    // That a table is gone is said of the table.
    public static IEnumerable<Finding> Check(Examination examination) =>
        examination.Drift is not { } drift ? [] : drift.Differences
            .Where(difference => difference.Decoding.Breaks && difference.Kind != DifferenceKind.TableGone)
            .Select(difference => Describe(difference, drift.PlaceOf(difference)));

    private static Finding Describe(Difference difference, (string Path, int Line, int Column) place) => new(
        Severity.Error, "schema-drift", $"{place.Path}({place.Line},{place.Column})", $"{difference.What}: {difference.Decoding.Text}.",
        Then: "run dotnet sabot-cdc check, which says what to deploy first");
}
