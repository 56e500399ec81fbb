using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Sabot.Cdc.Generator.Analyzers;

namespace Sabot.Cdc.Generator.CodeFixes;

/// <summary>Retains the batch of a view that is kept.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RetainFix))]
public sealed class RetainFix() : AdviceFix(Advice.KeptView)
{
    private protected override void Offer(
        SyntaxNode root, SyntaxNode node, Diagnostic diagnostic, Action<string, Func<SyntaxNode>> offer)
    {
        if (diagnostic.Properties.TryGetValue(Advice.RetainProperty, out var retain)
            && retain is not null
            && Statements.Around(node) is { } statement)
        {
            var call = SyntaxFactory.ParseStatement(retain + ";");
            offer($"Call {retain} first", () => Statements.InsertBefore(root, statement, call));
        }
    }
}
