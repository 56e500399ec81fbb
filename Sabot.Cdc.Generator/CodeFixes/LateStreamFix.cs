using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sabot.Cdc.Generator.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Sabot.Cdc.Generator.CodeFixes;

/// <summary>Asks for a stream before the enumeration that starts the session.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LateStreamFix))]
public sealed class LateStreamFix() : AdviceFix(Advice.LateStream)
{
    private protected override void Offer(
        SyntaxNode root, SyntaxNode node, Diagnostic diagnostic, Action<string, Func<SyntaxNode>> offer)
    {
        if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } stream
            || access.Name is not IdentifierNameSyntax method
            || diagnostic.AdditionalLocations.Count == 0
            || Statements.Around(root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan)) is not { } start
            || start.Parent is not (BlockSyntax or GlobalStatementSyntax))
        {
            return;
        }

        var name = NameFor(method.Identifier.ValueText, root);
        offer("Ask for the stream before the enumeration", () =>
        {
            var tracked = root.TrackNodes(stream, start);
            tracked = tracked.ReplaceNode(tracked.GetCurrentNode(stream)!, IdentifierName(name).WithTriviaFrom(stream));
            var declaration = ParseStatement($"var {name} = {stream.WithoutTrivia()};");
            return Statements.InsertBefore(tracked, tracked.GetCurrentNode(start)!, declaration);
        });
    }

    // A name that the file does not use yet.
    private static string NameFor(string method, SyntaxNode root)
    {
        var name = char.ToLowerInvariant(method[0]) + method.Substring(1);
        var used = root.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(token => token.ValueText)
            .ToArray();
        while (used.Contains(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            name += "Changes";
        return name;
    }
}
