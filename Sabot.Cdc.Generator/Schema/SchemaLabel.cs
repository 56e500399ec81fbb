namespace Sabot.Cdc.Schema;

/// <summary>A <c>label</c> line: a value that an enum type has.</summary>
/// <param name="Name">The label, unquoted. The only name of a .cdc file that may be empty, since PostgreSQL's may.</param>
/// <param name="CSharpName">The C# name of the value; null for the one that the naming policy makes.</param>
/// <param name="Place">Where the label stands in the file.</param>
internal sealed record SchemaLabel(string Name, string? CSharpName = null, SchemaPlace Place = default)
{
    /// <summary>Where the C# name stands in the file.</summary>
    public SchemaPlace CSharpNamePlace { get; init; }
}
