using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Compares the labels of an enum, which are sent as text.</summary>
internal sealed class EnumComparison(ComparedSides sides, SchemaEnum before, SchemaEnum after)
{
    private readonly string _type = NamingPolicy.TypeName(before);

    public IEnumerable<Difference> Compare()
    {
        var now = after.Labels.ToDictionary(label => label.Name, StringComparer.Ordinal);
        var then = before.Labels.ToDictionary(label => label.Name, StringComparer.Ordinal);
        var renamed = Renamed(then, now);
        foreach (var (old, current) in renamed)
            yield return Renamed(old, current);
        foreach (var label in before.Labels.Where(label => !now.ContainsKey(label.Name) && !renamed.Exists(pair => pair.Before == label)))
            yield return Gone(label);
        foreach (var label in after.Labels.Where(label => !then.ContainsKey(label.Name) && !renamed.Exists(pair => pair.After == label)))
            yield return New(label);
        foreach (var label in before.Labels.Where(label => now.ContainsKey(label.Name) && now[label.Name].CSharpName != label.CSharpName))
            yield return RenamedInCSharp(label, now[label.Name]);

        var (orderThen, orderNow) = (before.Labels.Where(label => now.ContainsKey(label.Name)), after.Labels.Where(label => then.ContainsKey(label.Name)));
        if (!orderThen.Select(label => label.Name).SequenceEqual(orderNow.Select(label => label.Name)))
            yield return Reordered();
    }

    /// <summary>ALTER TYPE … RENAME VALUE leaves the label at its place.</summary>
    private List<(SchemaLabel Before, SchemaLabel After)> Renamed(Dictionary<string, SchemaLabel> then, Dictionary<string, SchemaLabel> now) =>
        before.Labels.Count != after.Labels.Count
            ? []
            : [.. before.Labels.Zip(after.Labels).Where(pair => !now.ContainsKey(pair.First.Name) && !then.ContainsKey(pair.Second.Name))];

    private Difference New(SchemaLabel label) =>
        sides.At(DifferenceKind.LabelNew, before, before.Place, after, label.Place, $"Label {FileLines.LabelName(label)} of enum {before.QualifiedName} was added") with
        {
            Member = label.Name,
            Is = FileLines.Label(label),
            Source = Effect.Harmless("nothing but the warning CS8509 at switch expressions that had all labels"),
            Decoding = Effect.Harmless($"a running client reads it as {_type}.{NamingPolicy.UnrecognizedLabel}, with the label in the column's text"),
            Deployment = Deployment.CodeFirst,
            Otherwise = $"or in any order if the code takes {NamingPolicy.UnrecognizedLabel}",
        };

    private Difference Gone(SchemaLabel label) =>
        sides.At(DifferenceKind.LabelGone, before, label.Place, after, after.Place, $"Label {FileLines.LabelName(label)} of enum {before.QualifiedName} is gone") with
        {
            Member = label.Name,
            Was = FileLines.Label(label),
            Source = Effect.Break($"code that names {_type}.{NamingPolicy.LabelName(label)} does not compile"),
            Deployment = Deployment.DatabaseFirst,
        };

    private Difference Renamed(SchemaLabel label, SchemaLabel now)
    {
        var (wasName, isName) = (NamingPolicy.LabelName(label), NamingPolicy.LabelName(now));
        return sides.At(DifferenceKind.LabelRenamed, before, label.Place, after, now.Place, $"Label {FileLines.LabelName(label)} of enum {before.QualifiedName} is now {FileLines.LabelName(now)}") with
        {
            Member = label.Name,
            Was = FileLines.Label(label),
            Is = FileLines.Label(now),
            Source = wasName == isName ? Effect.None : Effect.Break($"code that names {_type}.{wasName} does not compile"),
            Decoding = Effect.Harmless($"a running client reads it as {_type}.{NamingPolicy.UnrecognizedLabel}, with the label in the column's text"),
            Deployment = Deployment.AnyOrder,
            Otherwise = $"until both are done, the code has to take {NamingPolicy.UnrecognizedLabel}",
        };
    }

    private Difference RenamedInCSharp(SchemaLabel label, SchemaLabel now)
    {
        var (wasName, isName) = (NamingPolicy.LabelName(label), NamingPolicy.LabelName(now));
        var difference = sides.At(DifferenceKind.CSharp, before, label.Place, after, now.Place, $"Label {FileLines.LabelName(label)} of enum {before.QualifiedName} is {isName} in C#, was {wasName}");
        return NameComparison.CSharp(difference with { Member = label.Name }, wasName, isName);
    }

    private Difference Reordered() =>
        sides.At(DifferenceKind.LabelOrder, before, before.Place, after, after.Place, $"The labels of enum {before.QualifiedName} are in another order") with
        {
            Was = $"{SchemaKeywords.Label} {string.Join(", ", before.Labels.Select(FileLines.LabelName))}",
            Is = $"{SchemaKeywords.Label} {string.Join(", ", after.Labels.Select(FileLines.LabelName))}",
            Source = Effect.Harmless($"nothing, but the numbers of {_type}'s values change"),
        };
}
