using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Compares a column or attribute that both sides have.</summary>
internal sealed class KeptColumnComparison(
    ComparedSides sides, SchemaItem beforeOwner, SchemaColumn before, SchemaItem afterOwner, SchemaColumn after)
{
    private string Name => ColumnComparison.NameOf(beforeOwner, before);

    public IEnumerable<Difference> Compare()
    {
        if (IsRetyped)
            yield return Retyped();
        if (before.NotNull && !after.NotNull)
            yield return Nullable();
        if (!before.NotNull && after.NotNull)
            yield return NotNull();
        if (before.Domain != after.Domain)
            yield return Declaration("domain", before.Domain, after.Domain);
        if (before.IsGenerated != after.IsGenerated)
            yield return Declaration("generation", before.IsGenerated ? SchemaKeywords.Generated : null, after.IsGenerated ? SchemaKeywords.Generated : null);
        if (before.Comment != after.Comment)
            yield return NameComparison.Comment(Column(DifferenceKind.Comment, $"The comment of {LowerName} is another one"), before.Comment, after.Comment);
        if (before.CSharpName != after.CSharpName)
            yield return Renamed();
        if (Pair(before.Reader) != Pair(after.Reader))
            yield return Reader();
    }

    private string LowerName => char.ToLowerInvariant(Name[0]) + Name[1..];

    private bool IsRetyped =>
        before.Type != after.Type || before.IsText != after.IsText || sides.Before.KindOf(before) != sides.After.KindOf(after);

    private Difference Retyped()
    {
        // What else differs is another difference.
        var retyped = before with { Type = after.Type, IsText = after.IsText };
        var (oldReadsNew, newReadsOld) = (sides.OldOnNew.Reads(before, after), sides.NewOnOld.Reads(after, before));
        var (was, now) = before.Type == after.Type ? (Describe(sides.Before, before), Describe(sides.After, after)) : (before.Type, after.Type);
        return Column(DifferenceKind.ColumnRetyped, before.TypePlace, after.TypePlace, $"{Name} is now {now}, was {was}") with
        {
            Was = FileLines.Column(beforeOwner, before),
            Is = FileLines.Column(afterOwner, after),
            Source = SourceOf(retyped),
            Decoding = oldReadsNew ? Effect.Harmless("a running client reads it as before") : Effect.Break("a running client stops with CdcSchemaDriftException at the first change after it"),
            Deployment = Deployments.Of(oldReadsNew, newReadsOld),
            Otherwise = oldReadsNew ? null : "without a stop: add a column of the new type, move the code over, then drop this one",
        };
    }

    private Difference Nullable() => Column(DifferenceKind.ColumnNullable, before.TypePlace, after.TypePlace, $"{Name} can be null from now on") with
    {
        Was = FileLines.Column(beforeOwner, before),
        Is = FileLines.Column(afterOwner, after),
        Source = SourceOf(before with { NotNull = false }),
        Decoding = Effect.Break("a running client that reads a null throws CdcValueException, and one that reads whole columns takes what is in its place"),
        Deployment = Deployment.CodeFirst,
    };

    private Difference NotNull() => Column(DifferenceKind.ColumnNotNull, before.TypePlace, after.TypePlace, $"{Name} can no longer be null") with
    {
        Was = FileLines.Column(beforeOwner, before),
        Is = FileLines.Column(afterOwner, after),
        Source = SourceOf(before with { NotNull = true }),
        Deployment = Deployment.DatabaseFirst,
    };

    private Difference Declaration(string what, string? was, string? now) =>
        Column(DifferenceKind.Declaration, $"The {what} of {LowerName} is now {now ?? "none"}, was {was ?? "none"}") with
        {
            Was = was is null || was == SchemaKeywords.Generated ? was : $"{SchemaKeywords.Domain} {was}",
            Is = now is null || now == SchemaKeywords.Generated ? now : $"{SchemaKeywords.Domain} {now}",
        };

    private Difference Renamed()
    {
        var (was, now) = (GeneratedMembers.PropertyOf(beforeOwner, before), GeneratedMembers.PropertyOf(afterOwner, before with { CSharpName = after.CSharpName }));
        return NameComparison.CSharp(Column(DifferenceKind.CSharp, $"{Name} is {now} in C#, was {was}"), was, now);
    }

    private Difference Reader() => Column(DifferenceKind.CSharp, $"The reader of {LowerName} is now {Text(after.Reader) ?? "none"}, was {Text(before.Reader) ?? "none"}") with
    {
        Was = before.Reader is null ? null : $"{SchemaKeywords.Reader} {Text(before.Reader)}",
        Is = after.Reader is null ? null : $"{SchemaKeywords.Reader} {Text(after.Reader)}",
        Source = SourceOf(before with { Reader = after.Reader }),
    };

    private Effect SourceOf(SchemaColumn changed) =>
        GeneratedMembers.FirstLost(sides.Before, beforeOwner, before, sides.After, SameIdentity, changed) is { } member
            ? Effect.Break($"code that reads {member} does not compile, or warns of null")
            : Effect.None;

    /// <summary>The owner with the identity that it had, since another one is another difference.</summary>
    private SchemaItem SameIdentity => afterOwner is SchemaTable table && beforeOwner is SchemaTable other
        ? table with { Identity = other.Identity, CSharpName = other.CSharpName }
        : afterOwner;

    private Difference Column(DifferenceKind kind, string what) => Column(kind, before.Place, after.Place, what);

    private Difference Column(DifferenceKind kind, SchemaPlace placeBefore, SchemaPlace placeAfter, string what) =>
        sides.At(kind, beforeOwner, placeBefore, afterOwner, placeAfter, what) with { Member = before.Name };

    private static string Describe(SchemaSet set, SchemaColumn column) =>
        column.IsText ? $"{column.Type} as text" : $"{(set.TypeOf(column)?.Keyword is { } keyword ? keyword + " " : "")}{column.Type}";

    private static (string?, string?) Pair(SchemaReader? reader) => (reader?.TypeName, reader?.ReaderName);

    private static string? Text(SchemaReader? reader) => reader is null ? null : $"{reader.TypeName} {reader.ReaderName}";
}
