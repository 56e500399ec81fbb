using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Sabot.Cdc.Generator.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Sabot.Cdc.Generator.CodeFixes;

/// <summary>Enumerates a stream that a statement asks for and drops.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IgnoredStreamFix))]
public sealed class IgnoredStreamFix() : AdviceFix(Advice.IgnoredStream)
{
    private protected override void Offer(
        SyntaxNode root, SyntaxNode node, Diagnostic diagnostic, Action<string, Func<SyntaxNode>> offer)
    {
        if (node is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } stream
            && IsAsynchronous(statement))
        {
            offer("Enumerate the stream", () => root.ReplaceNode(statement, Loop(statement, stream)));
        }
    }

    private static StatementSyntax Loop(ExpressionStatementSyntax statement, InvocationExpressionSyntax stream) =>
        ForEachStatement(IdentifierName("var"), Identifier("change"), stream.WithoutTrivia(), Block())
            .WithAwaitKeyword(Token(SyntaxKind.AwaitKeyword))
            .NormalizeWhitespace()
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static bool IsAsynchronous(SyntaxNode node) =>
        node.Ancestors().Select(each => each switch
        {
            AnonymousFunctionExpressionSyntax function => function.Modifiers,
            LocalFunctionStatementSyntax function => function.Modifiers,
            MethodDeclarationSyntax method => method.Modifiers,
            BaseMethodDeclarationSyntax method => method.Modifiers,
            GlobalStatementSyntax => TokenList(Token(SyntaxKind.AsyncKeyword)),
            _ => (SyntaxTokenList?)null,
        }).FirstOrDefault(modifiers => modifiers is not null)?.Any(SyntaxKind.AsyncKeyword) == true;
}
