using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers;

/// <summary>What patterns are matched with.</summary>
internal static class Patterns
{
    /// <summary>
    /// The value that a pattern, or a part of one, is matched with in the end: what a pattern within others names still
    /// comes out of it. Null for what is in no pattern.
    /// </summary>
    public static IOperation? InputOf(IOperation part)
    {
        var parent = part.Parent;
        while (parent is not (null or IIsPatternOperation or ISwitchExpressionOperation or ISwitchOperation))
            parent = parent.Parent;
        return parent switch
        {
            IIsPatternOperation match => match.Value,
            ISwitchExpressionOperation choice => choice.Value,
            ISwitchOperation choice => choice.Value,
            _ => null,
        };
    }

    /// <summary>The variable that a pattern declares; null if it declares none.</summary>
    public static ISymbol? DeclaredBy(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        _ => null,
    };

    /// <summary>Whether a property is a member that a pattern matches, not one of a value that is at hand.</summary>
    public static bool IsMember(IPropertyReferenceOperation property) =>
        property.Instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput };
}
