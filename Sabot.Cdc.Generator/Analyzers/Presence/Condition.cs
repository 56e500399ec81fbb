using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Presence;

/// <summary>What a condition says of rows when it holds, and when it does not.</summary>
/// <remarks>
/// Each fact that a condition could mean is tried by supposing the opposite (the value is not there, the change is an
/// update): if the condition is then false, it means the fact where it is true, and the other way round. A condition
/// that asks and is not understood means the fact both ways, as no advice is better than wrong advice.
/// </remarks>
internal sealed class Condition(CdcSymbols symbols, RowOrigins origins)
{
    private const int MaxSteps = 64;

    /// <summary>
    /// The facts that the condition asks for, with whether each holds if it is true and if it is false.
    /// </summary>
    public IEnumerable<(Fact Fact, bool WhenTrue, bool WhenFalse)> FactsOf(IOperation condition)
    {
        foreach (var fact in Mentioned(condition, MaxSteps).Distinct())
        {
            var outcome = Suppose(condition, fact, MaxSteps);
            yield return (fact, outcome != true, outcome != false);
        }
    }

    /// <summary>Whether an operation asks anything of a row.</summary>
    public bool Asks(IOperation operation) => Mentioned(operation, MaxSteps).Any();

    private IEnumerable<Fact> Mentioned(IOperation condition, int steps)
    {
        if (steps == 0)
            yield break;

        foreach (var operation in condition.DescendantsAndSelf())
        {
            if (operation is IPropertyReferenceOperation property)
            {
                var row = RowOf(property);
                if (symbols.PresenceOf(property.Property) is { } column)
                    yield return new Fact(row, column);
                else if (symbols.IsKind(property))
                    yield return new Fact(row, null);
            }

            foreach (var value in Behind(operation))
            {
                foreach (var fact in Mentioned(value, steps / 2))
                    yield return fact;
            }
        }
    }

    // The values of a variable that holds an answer: bool HasX, or a kind.
    private IEnumerable<IOperation> Behind(IOperation operation) => operation switch
    {
        IFlowCaptureReferenceOperation capture => origins.Values(capture),
        ILocalReferenceOperation local when IsAnswer(local.Type) && origins.OnlyValue(local) is { } value => [value],
        _ => [],
    };

    private bool IsAnswer(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        return type?.SpecialType == SpecialType.System_Boolean
            || SymbolEqualityComparer.Default.Equals(type, symbols.ChangeKind);
    }

    private bool? Suppose(IOperation operation, Fact fact, int steps)
    {
        if (steps == 0)
            return null;
        if (operation.ConstantValue is { HasValue: true, Value: bool constant })
            return constant;

        switch (operation)
        {
            case IPropertyReferenceOperation property:
                return IsAsked(property, fact) ? false : null;
            case IParenthesizedOperation parenthesized:
                return Suppose(parenthesized.Operand, fact, steps - 1);
            case IConversionOperation conversion:
                return Suppose(conversion.Operand, fact, steps - 1);
            case IConditionalAccessOperation access:
                return Suppose(access.WhenNotNull, fact, steps - 1);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return !Suppose(not.Operand, fact, steps - 1);
            case IBinaryOperation binary:
                return Suppose(binary, fact, steps - 1);
            case ICoalesceOperation coalesce:
                return Both(Suppose(coalesce.Value, fact, steps - 1), Suppose(coalesce.WhenNull, fact, steps - 1));
            case IIsPatternOperation match:
                return Suppose(match.Value, match.Pattern, fact, steps - 1);
            case IFlowCaptureReferenceOperation capture:
                return origins.Values(capture)
                    .Where(value => value is not IDefaultValueOperation)
                    .Select(value => Suppose(value, fact, steps / 2))
                    .DefaultIfEmpty(null)
                    .Aggregate(Both);
            case ILocalReferenceOperation when origins.OnlyValue(operation) is { } value:
                return Suppose(value, fact, steps - 1);
            default:
                return null;
        }
    }

    private bool? Suppose(IBinaryOperation binary, Fact fact, int steps)
    {
        var (left, right) = (binary.LeftOperand, binary.RightOperand);
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And:
                return Suppose(left, fact, steps) & Suppose(right, fact, steps);
            case BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or:
                return Suppose(left, fact, steps) | Suppose(right, fact, steps);
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                var equal = ConstantOf(right) is { } constant ? SupposeEqual(left, constant, fact, steps)
                    : ConstantOf(left) is { } other ? SupposeEqual(right, other, fact, steps)
                    : null;
                return binary.OperatorKind == BinaryOperatorKind.Equals ? equal : !equal;
            default:
                return null;
        }
    }

    private bool? SupposeEqual(IOperation operation, object constant, Fact fact, int steps)
    {
        if (constant is bool expected)
            return Suppose(operation, fact, steps) is { } supposed ? supposed == expected : null;
        return IsKindOf(operation, fact, steps) ? constant.Equals(symbols.Update) : null;
    }

    private bool? Suppose(IOperation value, IPatternOperation pattern, Fact fact, int steps)
    {
        if (IsKindOf(value, fact, steps))
            return Matches(pattern, symbols.Update);
        if (Suppose(value, fact, steps) is { } supposed)
            return Matches(pattern, supposed);
        return SupposeMembers(pattern, fact);
    }

    private bool? SupposeMembers(IPatternOperation pattern, Fact fact)
    {
        switch (pattern)
        {
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } and:
                return SupposeMembers(and.LeftPattern, fact) & SupposeMembers(and.RightPattern, fact);
            case IBinaryPatternOperation or:
                return SupposeMembers(or.LeftPattern, fact) | SupposeMembers(or.RightPattern, fact);
            case INegatedPatternOperation not:
                return !SupposeMembers(not.Pattern, fact);
            case IRecursivePatternOperation recursive:
                return recursive.PropertySubpatterns
                    .Select(member => SupposeMember(member, fact))
                    .DefaultIfEmpty(null)
                    .Aggregate((left, right) => left & right);
            default:
                return null;
        }
    }

    private bool? SupposeMember(IPropertySubpatternOperation member, Fact fact) =>
        member.Member is IPropertyReferenceOperation property && IsAsked(property, fact)
            ? Matches(member.Pattern, fact.Column is null ? symbols.Update : false)
            : SupposeMembers(member.Pattern, fact);

    private static bool? Matches(IPatternOperation pattern, object? value) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true } constant } => Equals(constant.Value, value),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } and =>
            Matches(and.LeftPattern, value) & Matches(and.RightPattern, value),
        IBinaryPatternOperation or => Matches(or.LeftPattern, value) | Matches(or.RightPattern, value),
        INegatedPatternOperation not => !Matches(not.Pattern, value),
        IDiscardPatternOperation => true,
        _ => null,
    };

    private bool IsKindOf(IOperation operation, Fact fact, int steps) => operation switch
    {
        _ when steps == 0 || fact.Column is not null => false,
        IConversionOperation conversion => IsKindOf(conversion.Operand, fact, steps - 1),
        IPropertyReferenceOperation property => IsAsked(property, fact),
        _ => origins.OnlyValue(operation) is { } value && IsKindOf(value, fact, steps - 1),
    };

    private bool IsAsked(IPropertyReferenceOperation property, Fact fact)
    {
        var isAsked = fact.Column is null
            ? SymbolEqualityComparer.Default.Equals(property.Type, symbols.ChangeKind)
            : symbols.PresenceOf(property.Property) == fact.Column;
        return isAsked
            && RowOf(property).MayBe(fact.Row);
    }

    private Row RowOf(IPropertyReferenceOperation property) =>
        origins.RowOf(Patterns.IsMember(property) ? Patterns.InputOf(property) : property.Instance);

    private static object? ConstantOf(IOperation operation)
    {
        while (operation is IConversionOperation { ConstantValue.HasValue: false } conversion)
            operation = conversion.Operand;
        return operation.ConstantValue is { HasValue: true, Value: { } value } ? value : null;
    }

    private static bool? Both(bool? left, bool? right) => left == right ? left : null;
}
