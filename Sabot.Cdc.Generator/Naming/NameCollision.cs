using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Naming;

/// <summary>Two things of a database that would have one C# name.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="First">The table or type that has it, or in which it is.</param>
/// <param name="FirstMember">The column, attribute or label that has it; null if it is the item's own.</param>
/// <param name="Second">The other table or type, or the same.</param>
/// <param name="SecondMember">The other column, attribute or label; null if it is the item's own, or what every type has.</param>
internal sealed record NameCollision(
    string Name, SchemaItem First, string? FirstMember, SchemaItem Second, string? SecondMember)
{
    /// <summary>One sentence that names both and what to set in sabot-cdc.json.</summary>
    public string Message => FirstMember is null
        ? $"{Upper(First.Keyword)} {First.QualifiedName} and {Second.Keyword} {Second.QualifiedName} both make the C# type "
            + $"{Name}: {Rename(NameKey.Of(First), NameKey.Of(Second))}"
        : SecondMember is null
        ? $"{Upper(Kind(First))} {SchemaIdentifier.Quote(FirstMember)} of {First.QualifiedName} makes the C# member {Name}, "
            + $"which the type has already: set {NameKey.Show(NameKey.Of(First, FirstMember))} under \"names\" in "
            + "sabot-cdc.json to another name"
        : $"{Upper(Kind(First))}s {SchemaIdentifier.Quote(FirstMember)} and {SchemaIdentifier.Quote(SecondMember)} of "
            + $"{First.QualifiedName} both make the C# member {Name}: "
            + Rename(NameKey.Of(First, FirstMember), NameKey.Of(First, SecondMember));

    private static string Rename(string first, string second) =>
        $"set {NameKey.Show(first)} or {NameKey.Show(second)} under \"names\" in sabot-cdc.json to another name";

    private static string Kind(SchemaItem item) => item switch
    {
        SchemaEnum => SchemaKeywords.Label,
        SchemaComposite => SchemaKeywords.Attribute,
        _ => SchemaKeywords.Column,
    };

    private static string Upper(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);
}
