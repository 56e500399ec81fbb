using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Compares what every item has: namespace, C# name and comment.</summary>
internal static class NameComparison
{
    public static IEnumerable<Difference> Compare(ComparedSides sides, SchemaItem before, SchemaItem after)
    {
        if (before.Namespace != after.Namespace)
        {
            var difference = sides.At(
                DifferenceKind.CSharp,
                before,
                before.Namespace is null ? before.Place : before.NamespacePlace,
                after,
                after.Namespace is null ? after.Place : after.NamespacePlace,
                $"The types of {before.QualifiedName} are in {Namespace(after)}, were in {Namespace(before)}");
            yield return difference with
            {
                Was = before.Namespace is null ? null : $"{SchemaKeywords.Namespace} {before.Namespace}",
                Is = after.Namespace is null ? null : $"{SchemaKeywords.Namespace} {after.Namespace}",
                Source = Effect.Break("code that has no using of the new namespace does not compile"),
            };
        }

        if (before.CSharpName != after.CSharpName)
        {
            var (was, now) = (NamingPolicy.TypeName(before), NamingPolicy.TypeName(after));
            var difference = sides.At(
                DifferenceKind.CSharp,
                before,
                before.CSharpName is null ? before.Place : before.CSharpNamePlace,
                after,
                after.CSharpName is null ? after.Place : after.CSharpNamePlace,
                $"{Capital(before)} {before.QualifiedName} is {now} in C#, was {was}");
            yield return CSharp(difference, was, now);
        }

        if (before.Comment != after.Comment)
        {
            yield return Comment(
                sides.At(DifferenceKind.Comment, before, before.Place, after, after.Place, $"The comment of {before.Keyword} {before.QualifiedName} is another one"),
                before.Comment,
                after.Comment);
        }
    }

    public static Difference CSharp(Difference difference, string was, string now) => difference with
    {
        Was = $"{SchemaKeywords.CSharp} {was}",
        Is = $"{SchemaKeywords.CSharp} {now}",
        Source = was == now ? Effect.None : Effect.Break($"code that names {was} does not compile"),
    };

    public static Difference Comment(Difference difference, string? was, string? now) => difference with
    {
        Was = Line(was),
        Is = Line(now),
        Source = Effect.Harmless("nothing but the XML documentation"),
    };

    public static string Capital(SchemaItem item) => char.ToUpperInvariant(item.Keyword[0]) + item.Keyword[1..];

    private static string Namespace(SchemaItem item) => item.Namespace is null ? "the project's namespace" : $"namespace {item.Namespace}";

    private static string? Line(string? comment) => comment is null ? null : $"{SchemaKeywords.Comment} {SchemaComment.Quote(comment)}";
}
