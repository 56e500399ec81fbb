using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Streams;

/// <summary>Finds streams that are asked for and then not used at all (SABOT043).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IgnoredStreamAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(AdviceDescriptors.IgnoredStream);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CdcSymbols.Of(start.Compilation) is { } symbols)
                start.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, CdcSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (symbols.IsRegistration(call, out _) && IsIgnored(call))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(AdviceDescriptors.IgnoredStream, call.Syntax.GetLocation(), call.Syntax));
        }
    }

    // Of a stream that is put into a discard, somebody has decided that.
    private static bool IsIgnored(IOperation stream)
    {
        var (value, parent) = (stream, stream.Parent);
        while (parent is IConversionOperation)
            (value, parent) = (parent, parent.Parent);
        return parent switch
        {
            IExpressionStatementOperation statement => statement.Syntax is ExpressionStatementSyntax,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation variable } =>
                IsUnused(variable.Symbol, stream),
            ITupleOperation tuple =>
                Declared(tuple, tuple.Elements.IndexOf(value)) is { } local && IsUnused(local, stream),
            _ => false,
        };
    }

    // The variable that takes an element of a tuple: var (users, orders) = (cdc.Users(), cdc.Orders()).
    private static ILocalSymbol? Declared(IOperation tuple, int element)
    {
        var parent = tuple.Parent;
        while (parent is IConversionOperation)
            parent = parent.Parent;
        if (parent is not IDeconstructionAssignmentOperation { Target: { } target })
            return null;

        var variables = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        if (variables is not ITupleOperation { Elements: { } elements } || element >= elements.Length)
            return null;
        var variable = elements[element];
        if (variable is IDeclarationExpressionOperation { Expression: { } single })
            variable = single;
        return variable is ILocalReferenceOperation { IsDeclaration: true } local ? local.Local : null;
    }

    private static bool IsUnused(ILocalSymbol variable, IOperation within) =>
        !Root(within).DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(local =>
            !local.IsDeclaration && SymbolEqualityComparer.Default.Equals(local.Local, variable));

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }
}
