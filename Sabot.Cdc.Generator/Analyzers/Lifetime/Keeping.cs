using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Lifetime;

/// <summary>The ways in which a loop's body puts a value where it outlives a turn of the loop.</summary>
internal sealed class Keeping(LoopViews views, IForEachLoopOperation loop)
{
    /// <summary>The view, or function over one, that an operation keeps; null if it keeps none.</summary>
    public IOperation? KeptBy(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation or ICoalesceAssignmentOperation => KeptBy((IAssignmentOperation)operation),
        IInvocationOperation call when IsLastingStore(call) => Held(call),
        IInvocationOperation call when IsBackground(call) && IsLetGo(call) => Held(call),
        _ => null,
    };

    private IOperation? KeptBy(IAssignmentOperation assignment) =>
        views.Holds(assignment.Value) && Outlives(assignment) ? assignment.Value : null;

    private IOperation? Held(IInvocationOperation call) =>
        call.Arguments.Select(argument => argument.Value).FirstOrDefault(views.Holds);

    private bool Outlives(IAssignmentOperation assignment) => assignment.Target switch
    {
        ILocalReferenceOperation local => !views.IsInside(local.Local) && IsReadLater(local.Local, assignment),
        IArrayElementReferenceOperation element => IsOutside(element.ArrayReference),
        IMemberReferenceOperation { Instance: null } => true,
        IMemberReferenceOperation { Instance.Type.IsReferenceType: true } member => IsOutside(member.Instance),
        _ => false,
    };

    // Whether an object was there before this turn of the loop.
    private bool IsOutside(IOperation? instance) => instance switch
    {
        ILocalReferenceOperation local => !views.IsInside(local.Local),
        IMemberReferenceOperation { Instance: { } inner } => IsOutside(inner),
        IMemberReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation => true,
        IConversionOperation conversion => IsOutside(conversion.Operand),
        _ => false,
    };

    // A variable that is set anew before each use keeps nothing.
    private bool IsReadLater(ILocalSymbol local, IAssignmentOperation assignment)
    {
        IOperation root = loop;
        while (root.Parent is { } parent)
            root = parent;
        return root.Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
            SymbolEqualityComparer.Default.Equals(reference.Local, local)
            && reference != assignment.Target
            && !IsWrittenOrTested(reference)
            && (reference.Syntax.SpanStart > loop.Syntax.Span.End
                || (loop.Body.Syntax.Span.Contains(reference.Syntax.Span)
                    && reference.Syntax.SpanStart < assignment.Syntax.SpanStart)));
    }

    private static bool IsWrittenOrTested(ILocalReferenceOperation reference) => reference.Parent
        is ISimpleAssignmentOperation
        or IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation };

    private bool IsLastingStore(IInvocationOperation call) =>
        IsStore(call) && IsOutside(call.Instance) && !IsCleared(call.Instance!);

    private static bool IsStore(IInvocationOperation call)
    {
        if (call.Instance?.Type is not { } type
            || call.TargetMethod.Name is not ("Add" or "TryAdd" or "Insert" or "Enqueue" or "Push" or "AddFirst"
                or "AddLast" or "AddOrUpdate" or "GetOrAdd" or "TryWrite" or "WriteAsync"))
        {
            return false;
        }

        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return space.StartsWith("System.Collections", System.StringComparison.Ordinal)
            || space == "System.Threading.Channels"
            || type.AllInterfaces.Any(each => each.SpecialType == SpecialType.System_Collections_Generic_ICollection_T);
    }

    // A collection that each turn of the loop empties holds nothing for longer than that.
    private bool IsCleared(IOperation collection) =>
        loop.Body is IBlockOperation body && body.Operations.Any(statement =>
            statement is IExpressionStatementOperation { Operation: IInvocationOperation call }
            && call is { TargetMethod.Name: "Clear", Instance: { } instance }
            && instance.Syntax.ToString() == collection.Syntax.ToString());

    private static bool IsBackground(IInvocationOperation call) =>
        (call.TargetMethod.Name, call.TargetMethod.ContainingType?.ToDisplayString()) is
            ("Run", "System.Threading.Tasks.Task")
            or ("StartNew", "System.Threading.Tasks.TaskFactory")
            or ("QueueUserWorkItem" or "UnsafeQueueUserWorkItem", "System.Threading.ThreadPool");

    // Whether nobody in this turn of the loop waits for the work.
    private bool IsLetGo(IInvocationOperation call) => call.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation } assignment => Outlives(assignment),
        IArgumentOperation { Parent: IInvocationOperation store } => IsLastingStore(store),
        _ => false,
    };

    /// <summary>
    /// Whether the loop ends right after an operation: the enumeration then stays at the batch, and its views stay
    /// good.
    /// </summary>
    public static bool EndsLoop(IOperation operation)
    {
        foreach (var node in operation.Syntax.AncestorsAndSelf().OfType<StatementSyntax>())
        {
            var statements = node.Parent switch
            {
                BlockSyntax block => block.Statements,
                SwitchSectionSyntax section => section.Statements,
                _ => default,
            };
            if (statements.Any())
                return statements.Last() is ReturnStatementSyntax or ThrowStatementSyntax
                    || (statements.Last() is BreakStatementSyntax && node.Parent is BlockSyntax);
        }

        return false;
    }
}
