using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Presence;

/// <summary>Finds values that may be missing from an update and are read without asking (SABOT040).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PresenceAnalyzer : DiagnosticAnalyzer
{
    private const string MissingException = "CdcUnchangedValueException";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(AdviceDescriptors.UncheckedValue);

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

    // Nearly all bodies read no such value, and cost one walk.
    private static void Analyze(OperationBlockAnalysisContext context, CdcSymbols symbols)
    {
        var blocks = context.OperationBlocks.Where(block => ReadsLargeValue(block, symbols)).ToImmutableArray();
        if (blocks.IsEmpty)
            return;

        var origins = new RowOrigins(symbols, blocks);
        var condition = new Condition(symbols, origins);
        var asked = blocks
            .SelectMany(block => block.DescendantsAndSelf())
            .Where(operation => operation is IPropertyReferenceOperation)
            .SelectMany(condition.FactsOf)
            .Select(fact => fact.Fact)
            .Distinct()
            .ToArray();
        foreach (var block in blocks)
        {
            var flow = new PresenceFlow(symbols, origins, asked, context.CancellationToken);
            foreach (var read in flow.Run(context.GetControlFlowGraph(block)))
            {
                if (!IsAnswered(read.Syntax))
                    context.ReportDiagnostic(Report(read, symbols.ColumnOf(read.Property)!));
            }
        }
    }

    private static bool ReadsLargeValue(IOperation block, CdcSymbols symbols) =>
        block.DescendantsAndSelf().Any(operation =>
            operation is IPropertyReferenceOperation read && symbols.ColumnOf(read.Property) is not null);

    // Code that catches the exception, or tests for it, knows what it does.
    private static bool IsAnswered(SyntaxNode read)
    {
        for (var node = read; node.Parent is { } parent; node = parent)
        {
            if (parent is TryStatementSyntax attempt && attempt.Block == node && attempt.Catches.Any(Catches))
                return true;
            if (parent is InvocationExpressionSyntax call && Names(call.Expression))
                return true;
        }

        return false;

        static bool Catches(CatchClauseSyntax clause) =>
            clause.Declaration is { } declaration && Names(declaration.Type);

        static bool Names(SyntaxNode node) => node.ToString().IndexOf(MissingException, StringComparison.Ordinal) >= 0;
    }

    private static Diagnostic Report(IPropertyReferenceOperation read, string column)
    {
        var presence = "Has" + column;
        var receiver = read.Syntax is MemberAccessExpressionSyntax access ? access.Expression + "." : "";
        return Diagnostic.Create(
            AdviceDescriptors.UncheckedValue,
            read.Syntax.GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(Advice.PresenceProperty, presence),
            receiver + read.Property.Name,
            receiver + presence);
    }
}
