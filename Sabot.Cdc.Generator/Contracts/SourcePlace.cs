using Microsoft.CodeAnalysis;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>Says where something is in the user's code, without holding on to the code.</summary>
internal static class SourcePlace
{
    public static FilePlace Of(SyntaxNode node) => Of(node.GetLocation());

    public static FilePlace Of(SyntaxToken token) => Of(token.GetLocation());

    /// <summary>The part of it that is in its first line.</summary>
    private static FilePlace Of(Location location)
    {
        var (tree, span) = (location.SourceTree!, location.SourceSpan);
        var line = tree.GetText().Lines.GetLineFromPosition(span.Start);
        var length = System.Math.Min(span.End, line.End) - span.Start;
        return new FilePlace(
            tree.FilePath,
            new SchemaPlace(line.LineNumber + 1, span.Start - line.Start + 1, length, span.Start));
    }
}
