using Microsoft.CodeAnalysis;

namespace Sabot.Cdc.Generator.Analyzers.Presence;

/// <summary>The variable that a row was reached through.</summary>
/// <param name="Variable">What <c>change.After.Value</c> and its copies come from; null if that is not known.</param>
/// <param name="IsSeen">
/// Whether everything that was asked about the row is in sight: not so for one that a caller passed, or that came out
/// of another method, a field or a filter.
/// </param>
internal readonly record struct Row(ISymbol? Variable, bool IsSeen)
{
    public static readonly Row Unknown = new(null, true);
    public static readonly Row Elsewhere = new(null, false);

    /// <summary>Whether the two may be one row.</summary>
    public bool MayBe(Row other) =>
        Variable is null || other.Variable is null || SymbolEqualityComparer.Default.Equals(Variable, other.Variable);
}
