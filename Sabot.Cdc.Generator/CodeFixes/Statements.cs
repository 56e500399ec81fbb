using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Sabot.Cdc.Generator.CodeFixes;

/// <summary>Puts statements beside others, keeping what is written around them.</summary>
internal static class Statements
{
    /// <summary>The statement that a node is in.</summary>
    public static StatementSyntax? Around(SyntaxNode node) =>
        node.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault();

    /// <summary>
    /// A file with a statement in front of another; one that is alone behind an <c>if</c> gets braces.
    /// </summary>
    public static SyntaxNode InsertBefore(SyntaxNode root, StatementSyntax statement, StatementSyntax added)
    {
        var first = added
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithTrailingTrivia(EndOfLineOf(root))
            .WithAdditionalAnnotations(Formatter.Annotation);
        var second = statement.WithLeadingTrivia(IndentOf(statement));
        return statement.Parent switch
        {
            GlobalStatementSyntax global =>
                root.ReplaceNode(global, [GlobalStatement(first), GlobalStatement(second)]),
            BlockSyntax or SwitchSectionSyntax => root.ReplaceNode(statement, [first, second]),
            _ => root.ReplaceNode(statement, Block(first, second).WithAdditionalAnnotations(Formatter.Annotation)),
        };
    }

    private static SyntaxTriviaList IndentOf(StatementSyntax statement) =>
        TriviaList(statement.GetLeadingTrivia()
            .Reverse()
            .TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));

    private static SyntaxTrivia EndOfLineOf(SyntaxNode root) =>
        root.DescendantTrivia()
            .Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            .DefaultIfEmpty(LineFeed)
            .First();
}
