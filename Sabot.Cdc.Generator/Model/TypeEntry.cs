namespace Sabot.Cdc.Generator.Model;

/// <summary>An enum or composite as the files that use it know it.</summary>
/// <remarks>So an edit of its labels, attributes or comment changes none of them.</remarks>
/// <param name="QualifiedName">The name in PostgreSQL, quoted as in SQL.</param>
/// <param name="IsEnum">Whether it is an enum.</param>
/// <param name="TypeName">What its C# types are named after, in full.</param>
/// <param name="Uses">The qualified names of the user-defined types that its attributes have.</param>
internal sealed record TypeEntry(
    string QualifiedName, bool IsEnum, string TypeName, EquatableArray<string> Uses);
