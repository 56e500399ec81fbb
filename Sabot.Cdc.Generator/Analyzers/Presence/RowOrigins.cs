using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Presence;

/// <summary>Finds out of which variable a row comes, through copies, patterns and what the compiler captures.</summary>
internal sealed class RowOrigins
{
    private const int MaxSteps = 32;

    private readonly CdcSymbols _symbols;
    private readonly Dictionary<ISymbol, List<IOperation?>> _values = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IForEachLoopOperation> _loops = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, List<IOperation>> _captures = [];

    public RowOrigins(CdcSymbols symbols, ImmutableArray<IOperation> blocks)
    {
        _symbols = symbols;
        foreach (var operation in blocks.SelectMany(block => block.DescendantsAndSelf()))
            Learn(operation);
    }

    /// <summary>Learns what a control flow graph keeps between its blocks.</summary>
    public void Learn(ControlFlowGraph graph)
    {
        var captures = graph.Blocks
            .SelectMany(block => block.Operations)
            .SelectMany(operation => operation.DescendantsAndSelf())
            .OfType<IFlowCaptureOperation>();
        foreach (var capture in captures)
        {
            if (!_captures.TryGetValue(capture.Id, out var values))
                _captures.Add(capture.Id, values = []);
            values.Add(capture.Value);
        }
    }

    /// <summary>The row that an operation gives.</summary>
    public Row RowOf(IOperation? operation) => RowOf(operation, MaxSteps);

    /// <summary>The only value that a variable or a capture ever has; null if there are several or none.</summary>
    public IOperation? OnlyValue(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => OnlyValue(local.Local),
        IFlowCaptureReferenceOperation capture when Values(capture) is { Count: 1 } values => values[0],
        _ => null,
    };

    /// <summary>All values of a capture.</summary>
    public IReadOnlyList<IOperation> Values(IFlowCaptureReferenceOperation capture) =>
        _captures.TryGetValue(capture.Id, out var values) ? values : [];

    private IOperation? OnlyValue(ILocalSymbol local) =>
        _values.TryGetValue(local, out var values) && values.Count == 1 ? values[0] : null;

    private Row RowOf(IOperation? operation, int steps)
    {
        if (operation is null || steps == 0)
            return Row.Unknown;

        return operation switch
        {
            IConversionOperation conversion => RowOf(conversion.Operand, steps - 1),
            IParenthesizedOperation parenthesized => RowOf(parenthesized.Operand, steps - 1),
            ILocalReferenceOperation local => RowOf(local.Local, steps - 1),
            IPropertyReferenceOperation { Instance: { } instance } => RowOf(instance, steps - 1),
            IConditionalAccessOperation access => RowOf(access.Operation, steps - 1),
            IConditionalAccessInstanceOperation instance => RowOf(AccessOf(instance)?.Operation, steps - 1),
            IFlowCaptureReferenceOperation capture => RowOf(Values(capture), steps - 1),
            IInvocationOperation { TargetMethod.Name: "GetValueOrDefault", Instance: { } nullable } =>
                RowOf(nullable, steps - 1),
            IObjectCreationOperation { Arguments.Length: 1 } creation => RowOf(creation.Arguments[0].Value, steps - 1),
            IFieldReferenceOperation { Instance: { Type.IsTupleType: true } } => Row.Unknown,
            IParameterReferenceOperation parameter => new Row(parameter.Parameter, false),
            _ => Row.Elsewhere,
        };
    }

    private Row RowOf(ILocalSymbol local, int steps)
    {
        if (_loops.TryGetValue(local, out var loop))
            return new Row(local, IsWhole(loop.Collection));
        if (!_values.TryGetValue(local, out var values))
            return Row.Unknown;
        if (values.Count == 1 && values[0] is { } value)
        {
            var row = RowOf(value, steps);
            return row.Variable is null ? new Row(local, row.IsSeen) : row;
        }

        return new Row(null, values.All(each => RowOf(each, steps).IsSeen));
    }

    private Row RowOf(IReadOnlyList<IOperation> values, int steps)
    {
        var rows = values
            .Where(value => value is not IDefaultValueOperation)
            .Select(value => RowOf(value, steps))
            .Distinct()
            .ToArray();
        return rows.Length == 1 ? rows[0] : new Row(null, rows.All(row => row.IsSeen));
    }

    // Of a sequence that another method made, a filter may have left only what has its values.
    private bool IsWhole(IOperation collection) => collection switch
    {
        IConversionOperation conversion => IsWhole(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "WithCancellation" or "ConfigureAwait" } call =>
            IsWhole(call.Instance ?? call.Arguments[0].Value),
        IInvocationOperation call => _symbols.IsRegistration(call, out _),
        ILocalReferenceOperation local =>
            _loops.ContainsKey(local.Local) || (OnlyValue(local.Local) is { } value && IsWhole(value)),
        IPropertyReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation =>
            _symbols.IsStream(collection.Type) || _symbols.IsView(collection.Type),
        _ => false,
    };

    private void Learn(IOperation operation)
    {
        switch (operation)
        {
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation variable } loop:
                _loops[variable.Symbol] = loop;
                break;
            case IVariableDeclaratorOperation variable when variable.GetVariableInitializer() is { } initializer:
                Add(variable.Symbol, initializer.Value);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment:
                Add(local.Local, assignment.Value);
                break;
            case IAssignmentOperation { Target: ILocalReferenceOperation local }:
                Add(local.Local, null);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                foreach (var local in deconstruction.Target.DescendantsAndSelf().OfType<ILocalReferenceOperation>())
                    Add(local.Local, null);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument:
                foreach (var local in argument.DescendantsAndSelf().OfType<ILocalReferenceOperation>())
                    Add(local.Local, null);
                break;
            case IPatternOperation pattern when Patterns.DeclaredBy(pattern) is { } symbol:
                Add(symbol, Patterns.InputOf(pattern));
                break;
        }
    }

    private void Add(ISymbol variable, IOperation? value)
    {
        if (!_values.TryGetValue(variable, out var values))
            _values.Add(variable, values = []);
        values.Add(value);
    }

    private static IConditionalAccessOperation? AccessOf(IOperation instance)
    {
        var (child, parent) = (instance, instance.Parent);
        while (parent is not null && !(parent is IConditionalAccessOperation access && access.WhenNotNull == child))
            (child, parent) = (parent, parent.Parent);
        return parent as IConditionalAccessOperation;
    }
}
