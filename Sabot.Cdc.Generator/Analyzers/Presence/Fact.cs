namespace Sabot.Cdc.Generator.Analyzers.Presence;

/// <summary>What is known of a row at a place in the code.</summary>
/// <param name="Row">The row.</param>
/// <param name="Column">
/// The column whose value is there; null if the change is no update, so that every value is.
/// </param>
internal readonly record struct Fact(Row Row, string? Column)
{
    public bool Covers(Row row, string column) => (Column is null || Column == column) && Row.MayBe(row);
}
