using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Streams;

/// <summary>
/// Finds streams that are asked for when another one's enumeration has started the session (SABOT044).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LateStreamAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(AdviceDescriptors.LateStream);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CdcSymbols.Of(start.Compilation) is { } symbols)
                start.RegisterOperationBlockAction(block => Analyze(block, symbols));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, CdcSymbols symbols)
    {
        foreach (var block in context.OperationBlocks)
        {
            var calls = block.Descendants()
                .OfType<IInvocationOperation>()
                .Where(call => symbols.IsRegistration(call, out _))
                .ToArray();
            if (calls.Length < 2)
                continue;

            var starts = Starts(block, calls, symbols, context.CancellationToken).ToArray();
            foreach (var call in calls)
            {
                var client = ClientOf(call, symbols);
                var start = starts.FirstOrDefault(start =>
                    SymbolEqualityComparer.Default.Equals(start.Client, client) && IsBefore(start.Operation, call));
                if (start.Operation is not null && !IsReplaced(client!, block))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        AdviceDescriptors.LateStream,
                        call.Syntax.GetLocation(),
                        [start.Operation.Syntax.GetLocation()],
                        call.Syntax,
                        client!.Name));
                }
            }
        }
    }

    // What starts a session: enumerating one of its streams, here or in a method that is passed it and enumerates it.
    private static IEnumerable<(IOperation Operation, ISymbol Client)> Starts(
        IOperation block, IInvocationOperation[] calls, CdcSymbols symbols, CancellationToken cancellationToken)
    {
        var streams = Streams(calls, symbols);
        foreach (var operation in block.Descendants())
        {
            if (operation is IForEachLoopOperation { IsAsynchronous: true } loop
                && ClientOfStream(loop.Collection) is { } enumerated)
            {
                yield return (loop, enumerated);
            }

            if (operation is not IInvocationOperation call)
                continue;
            foreach (var argument in call.Arguments)
            {
                if (ClientOfStream(argument.Value) is { } passed && Enumerates(argument.Parameter, cancellationToken))
                    yield return (call, passed);
            }
        }

        ISymbol? ClientOfStream(IOperation? stream) => stream switch
        {
            IConversionOperation conversion => ClientOfStream(conversion.Operand),
            IPropertyReferenceOperation { Property.Name: "Batches" } batches => ClientOfStream(batches.Instance),
            ILocalReferenceOperation local => streams.TryGetValue(local.Local, out var client) ? client : null,
            IInvocationOperation { TargetMethod.Name: "WithCancellation" or "ConfigureAwait" } wrapped =>
                ClientOfStream(wrapped.Instance ?? wrapped.Arguments[0].Value),
            IInvocationOperation call => symbols.IsRegistration(call, out _) ? ClientOf(call, symbols) : null,
            _ => null,
        };
    }

    // The variables that a stream is put into, with its client.
    private static Dictionary<ISymbol, ISymbol> Streams(IInvocationOperation[] calls, CdcSymbols symbols)
    {
        var streams = new Dictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default);
        foreach (var call in calls)
        {
            IOperation? parent = call.Parent;
            while (parent is IConversionOperation or IPropertyReferenceOperation { Property.Name: "Batches" })
                parent = parent.Parent;
            if (parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation variable }
                && ClientOf(call, symbols) is { } client)
            {
                streams[variable.Symbol] = client;
            }
        }

        return streams;
    }

    private static ISymbol? ClientOf(IInvocationOperation call, CdcSymbols symbols)
    {
        symbols.IsRegistration(call, out var client);
        return client switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation { Field.IsReadOnly: true, Instance: null or IInstanceReferenceOperation } field =>
                field.Field,
            _ => null,
        };
    }

    private static bool Enumerates(IParameterSymbol? parameter, CancellationToken cancellationToken) =>
        parameter?.ContainingSymbol.DeclaringSyntaxReferences.FirstOrDefault() is { } declaration
        && declaration.GetSyntax(cancellationToken) is { } method
        && method.DescendantNodes().OfType<ForEachStatementSyntax>().Any(loop =>
            loop.AwaitKeyword.IsKind(SyntaxKind.AwaitKeyword)
            && loop.Expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().FirstOrDefault() is { } first
            && first.Identifier.ValueText == parameter.Name);

    // Whether every way to the call leads over the start: it is in its loop, or behind it with no choice between.
    private static bool IsBefore(IOperation start, IOperation call)
    {
        if (start is IForEachLoopOperation loop && loop.Body.Syntax.Span.Contains(call.Syntax.Span))
            return IsSameFunction(start.Syntax, call.Syntax);
        if (call.Syntax.SpanStart < start.Syntax.Span.End || !IsSameFunction(start.Syntax, call.Syntax))
            return false;

        for (var node = start.Syntax; node.Parent is { } parent; node = parent)
        {
            if (parent.Span.Contains(call.Syntax.Span))
            {
                return parent is not (SwitchStatementSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax
                    or IfStatementSyntax or TryStatementSyntax);
            }

            if (!IsAlwaysRun(parent))
                return false;
        }

        return false;
    }

    private static bool IsAlwaysRun(SyntaxNode node) => node is
        BlockSyntax or ExpressionStatementSyntax or LocalDeclarationStatementSyntax or VariableDeclarationSyntax
        or VariableDeclaratorSyntax or EqualsValueClauseSyntax or AwaitExpressionSyntax or ArgumentSyntax
        or ArgumentListSyntax or InvocationExpressionSyntax or UsingStatementSyntax or ParenthesizedExpressionSyntax
        or AssignmentExpressionSyntax
        or GlobalStatementSyntax or CollectionExpressionSyntax or ExpressionElementSyntax or InitializerExpressionSyntax
        or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or TupleExpressionSyntax
        or MemberAccessExpressionSyntax;

    private static bool IsSameFunction(SyntaxNode left, SyntaxNode right) => FunctionOf(left) == FunctionOf(right);

    private static SyntaxNode? FunctionOf(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(each => each is
            AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax);

    // A variable that is given a new client means another session.
    private static bool IsReplaced(ISymbol client, IOperation block) =>
        block.Descendants().OfType<IAssignmentOperation>().Any(assignment => assignment.Target switch
        {
            ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, client),
            IParameterReferenceOperation parameter =>
                SymbolEqualityComparer.Default.Equals(parameter.Parameter, client),
            _ => false,
        });
}
