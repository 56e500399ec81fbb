using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Lifetime;

/// <summary>The views that come out of the variable of an <c>await foreach</c>, and end when it moves on.</summary>
internal sealed class LoopViews
{
    private const int MaxSteps = 32;

    private readonly CdcSymbols _symbols;
    private readonly IForEachLoopOperation _loop;
    private readonly Dictionary<ISymbol, IOperation?> _values = new(SymbolEqualityComparer.Default);

    public LoopViews(CdcSymbols symbols, IForEachLoopOperation loop, ILocalSymbol variable)
    {
        (_symbols, _loop, Variable) = (symbols, loop, variable);
        foreach (var operation in loop.Body.DescendantsAndSelf())
            Learn(operation);
    }

    /// <summary>The variable of the loop.</summary>
    public ILocalSymbol Variable { get; }

    /// <summary>Whether keeping what an operation gives keeps a view of the loop.</summary>
    public bool Holds(IOperation? value) => value switch
    {
        IConversionOperation conversion => Holds(conversion.Operand),
        IParenthesizedOperation parenthesized => Holds(parenthesized.Operand),
        ITupleOperation tuple => tuple.Elements.Any(Holds),
        IConditionalOperation conditional => Holds(conditional.WhenTrue) || Holds(conditional.WhenFalse),
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation function } => Captures(function),
        IAnonymousFunctionOperation function => Captures(function),
        null => false,
        _ => IsOfLoop(value),
    };

    /// <summary>Whether a function uses a view that is made outside of it.</summary>
    public bool Captures(IAnonymousFunctionOperation function) =>
        function.Body.Descendants().OfType<ILocalReferenceOperation>().Any(local =>
            !function.Syntax.Span.Contains(local.Local.Locations[0].SourceSpan) && IsOfLoop(local));

    /// <summary>Whether a variable is made anew in each turn of the loop.</summary>
    public bool IsInside(ISymbol variable) => _loop.Body.Syntax.Span.Contains(variable.Locations[0].SourceSpan);

    private bool IsOfLoop(IOperation value) => _symbols.IsView(value.Type) && ComesFromLoop(value, MaxSteps);

    private bool ComesFromLoop(IOperation? value, int steps) => value switch
    {
        null => false,
        _ when steps == 0 => false,
        ILocalReferenceOperation local => IsVariable(local.Local)
            || (_values.TryGetValue(local.Local, out var origin) && ComesFromLoop(origin, steps - 1)),
        IConversionOperation conversion => ComesFromLoop(conversion.Operand, steps - 1),
        IParenthesizedOperation parenthesized => ComesFromLoop(parenthesized.Operand, steps - 1),
        IPropertyReferenceOperation property => ComesFromLoop(property.Instance, steps - 1),
        IConditionalAccessOperation access => ComesFromLoop(access.Operation, steps - 1),
        IInvocationOperation call => ComesFromLoop(call.Instance, steps - 1),
        IObjectCreationOperation creation =>
            creation.Arguments.Any(argument => ComesFromLoop(argument.Value, steps - 1)),
        _ => false,
    };

    private bool IsVariable(ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(local, Variable);

    private void Learn(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation variable when variable.GetVariableInitializer() is { } initializer:
                _values[variable.Symbol] = initializer.Value;
                break;
            // A loop over a transaction is looked into by itself.
            case IForEachLoopOperation
            {
                IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation variable
            } loop:
                _values[variable.Symbol] = loop.Collection;
                break;
            case IPatternOperation pattern when Patterns.DeclaredBy(pattern) is { } symbol:
                _values[symbol] = Patterns.InputOf(pattern);
                break;
        }
    }
}
