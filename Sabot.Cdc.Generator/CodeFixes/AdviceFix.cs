using System;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Sabot.Cdc.Generator.CodeFixes;

/// <summary>What the fixes have in common: one id each, and a change within one document.</summary>
// Implementation note: not [Shared], which would be the only use of System.Composition, and tie to one version of it.
public abstract class AdviceFix : CodeFixProvider
{
    private readonly string _id;

    private protected AdviceFix(string id) => _id = id;

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create(_id);

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            Offer(root, node, diagnostic, (title, change) => context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change())), title),
                diagnostic));
        }
    }

    /// <summary>Offers the changes of a file that follow the advice at a node of it.</summary>
    private protected abstract void Offer(
        SyntaxNode root, SyntaxNode node, Diagnostic diagnostic, Action<string, Func<SyntaxNode>> offer);
}
