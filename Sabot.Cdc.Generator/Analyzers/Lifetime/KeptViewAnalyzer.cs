using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sabot.Cdc.Generator.Analyzers.Lifetime;

/// <summary>
/// Finds views that outlive their batch: kept by the loop that gets them (SABOT041), or collected (SABOT042).
/// </summary>
/// <remarks>
/// Only loops are looked into: what a method does with a view that it is passed, its caller may have retained.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeptViewAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(AdviceDescriptors.KeptView, AdviceDescriptors.CollectedStream);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CdcSymbols.Of(start.Compilation) is not { } symbols)
                return;

            start.RegisterOperationAction(operation => AnalyzeLoop(operation, symbols), OperationKind.Loop);
            start.RegisterOperationAction(operation => AnalyzeCall(operation, symbols), OperationKind.Invocation);
        });
    }

    private static void AnalyzeLoop(OperationAnalysisContext context, CdcSymbols symbols)
    {
        if (context.Operation is not IForEachLoopOperation { IsAsynchronous: true } loop
            || loop.LoopControlVariable is not IVariableDeclaratorOperation variable
            || !symbols.IsView(variable.Symbol.Type)
            || Retains(loop.Body, symbols)
            || !IsStream(loop.Collection, symbols))
        {
            return;
        }

        var views = new LoopViews(symbols, loop, variable.Symbol);
        var keeping = new Keeping(views, loop);
        foreach (var operation in loop.Body.Descendants())
        {
            if (keeping.KeptBy(operation) is { } kept && !Keeping.EndsLoop(operation))
                context.ReportDiagnostic(Report(kept, variable.Symbol, symbols));
        }
    }

    // Last() and the like are at the end of the stream, when all is done; First() is before anything is.
    private static void AnalyzeCall(OperationAnalysisContext context, CdcSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (method.ContainingType is not { Name: "AsyncEnumerable", ContainingNamespace.Name: "Linq" }
            || method.Name.StartsWith("First", StringComparison.Ordinal)
            || method.Name.StartsWith("Single", StringComparison.Ordinal)
            || method.Name.StartsWith("ElementAt", StringComparison.Ordinal)
            || call.Type is not INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task
            || !Contains(task.TypeArguments[0], symbols)
            || call.Arguments.IsEmpty
            || symbols.StreamedType(Unconverted(call.Arguments[0].Value).Type) is null
            || Retains(call, symbols))
        {
            return;
        }

        context.ReportDiagnostic(
            Diagnostic.Create(AdviceDescriptors.CollectedStream, call.Syntax.GetLocation(), method.Name));
    }

    private static bool Contains(ITypeSymbol type, CdcSymbols symbols) => type switch
    {
        IArrayTypeSymbol array => Contains(array.ElementType, symbols),
        _ when symbols.IsView(type) => true,
        INamedTypeSymbol named => named.TypeArguments.Any(argument => Contains(argument, symbols)),
        _ => false,
    };

    // A sequence that a method of this project makes may give views that it has retained.
    private static bool IsStream(IOperation collection, CdcSymbols symbols) => Unconverted(collection) switch
    {
        IInvocationOperation call when symbols.IsRegistration(call, out _) => true,
        IInvocationOperation { TargetMethod: { Name: "WithCancellation" or "ConfigureAwait" } method } call =>
            IsStream(call.Instance ?? call.Arguments[0].Value, symbols) || method.DeclaringSyntaxReferences.Length > 0,
        IInvocationOperation call => call.TargetMethod.DeclaringSyntaxReferences.IsEmpty,
        _ => true,
    };

    private static bool Retains(IOperation operation, CdcSymbols symbols) =>
        operation.Descendants().OfType<IInvocationOperation>().Any(call =>
            call.TargetMethod.Name.StartsWith("Retain", StringComparison.Ordinal)
            && (symbols.IsView(call.Instance?.Type)
                || call.Arguments.Any(argument => symbols.IsView(argument.Value.Type))));

    private static IOperation Unconverted(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        return operation;
    }

    private static Diagnostic Report(IOperation kept, ILocalSymbol variable, CdcSymbols symbols)
    {
        // Of a stream of several tables only the change as its own type knows its batch.
        var retain = RetainOf(variable)
            ?? (Unconverted(kept) is ILocalReferenceOperation local ? RetainOf(local.Local) : null);
        var advice = symbols.IsTransaction(variable.Type)
            ? "read its changes within the loop"
            : $"call '{retain ?? "Retain()"}' to keep it";
        return Diagnostic.Create(
            AdviceDescriptors.KeptView,
            kept.Syntax.GetLocation(),
            retain is null ? null : ImmutableDictionary<string, string?>.Empty.Add(Advice.RetainProperty, retain),
            variable.Name,
            advice);
    }

    private static string? RetainOf(ILocalSymbol variable)
    {
        if (HasRetain(variable.Type))
            return variable.Name + ".Retain()";
        var batch = variable.Type.GetMembers("Batch").OfType<IPropertySymbol>().FirstOrDefault();
        return batch is not null && HasRetain(batch.Type) ? variable.Name + ".Batch.Retain()" : null;
    }

    private static bool HasRetain(ITypeSymbol type) =>
        type.GetMembers("Retain").OfType<IMethodSymbol>().Any(method => method.Parameters.IsEmpty);
}
