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

/// <summary>Asks whether a value is there: around the statement that reads it, or in place of the value.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PresenceFix))]
public sealed class PresenceFix() : AdviceFix(Advice.UncheckedValue)
{
    private protected override void Offer(
        SyntaxNode root, SyntaxNode node, Diagnostic diagnostic, Action<string, Func<SyntaxNode>> offer)
    {
        if (diagnostic.Properties[Advice.PresenceProperty] is not { } presence)
            return;

        if (node is MemberAccessExpressionSyntax read && IsRepeatable(read.Expression))
        {
            var question = read.WithName(IdentifierName(presence)).WithoutTrivia();
            OfferAround(question);
            offer($"Read null where {question} is false", () => root.ReplaceNode(read, Choice(question, read)));
        }
        else if (node is MemberBindingExpressionSyntax binding
            && binding.Parent is ConditionalAccessExpressionSyntax access
            && access.WhenNotNull == binding
            && IsRepeatable(access.Expression))
        {
            var question = access.WithWhenNotNull(binding.WithName(IdentifierName(presence))).WithoutTrivia();
            var yes = LiteralExpression(SyntaxKind.TrueLiteralExpression);
            OfferAround(BinaryExpression(SyntaxKind.EqualsExpression, question, yes));
        }

        void OfferAround(ExpressionSyntax question)
        {
            if (Statements.Around(node) is ExpressionStatementSyntax statement && !IsDeferred(node, statement))
            {
                offer(
                    $"Do this only if {question.NormalizeWhitespace()}",
                    () => root.ReplaceNode(statement, Guarded(question, statement)));
            }
        }
    }

    private static IfStatementSyntax Guarded(ExpressionSyntax question, ExpressionStatementSyntax statement) =>
        IfStatement(question, Block(statement.WithoutLeadingTrivia()))
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static ExpressionSyntax Choice(ExpressionSyntax question, ExpressionSyntax read)
    {
        ExpressionSyntax choice = ConditionalExpression(
            question, read.WithoutTrivia(), LiteralExpression(SyntaxKind.NullLiteralExpression));
        if (read.Parent is not (ArgumentSyntax or EqualsValueClauseSyntax or ArrowExpressionClauseSyntax
            or ReturnStatementSyntax or AssignmentExpressionSyntax or ParenthesizedExpressionSyntax))
        {
            choice = ParenthesizedExpression(choice);
        }

        return choice.WithTriviaFrom(read).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // Asking twice must give the same row: names and their members do, calls may not.
    private static bool IsRepeatable(ExpressionSyntax receiver) => receiver.DescendantNodesAndSelf().All(node => node is
        SimpleNameSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax or PostfixUnaryExpressionSyntax
        {
            RawKind: (int)SyntaxKind.SuppressNullableWarningExpression,
        });

    private static bool IsDeferred(SyntaxNode node, StatementSyntax statement) =>
        node.Ancestors().TakeWhile(each => each != statement).Any(each => each is AnonymousFunctionExpressionSyntax);
}
