namespace Sabot.Cdc.Schema;

/// <summary>What one .cdc file describes, and the header that every kind of file has.</summary>
/// <param name="Schema">The item's schema, unquoted.</param>
/// <param name="Name">The item's name, unquoted.</param>
/// <param name="Place">Where the qualified name stands in the file.</param>
/// <remarks>Equality is by reference of the lists: the model of the incremental pipeline is another one.</remarks>
internal abstract record SchemaItem(string Schema, string Name, SchemaPlace Place)
{
    /// <summary>The word of the line that names the item: <c>table</c>, <c>enum</c> or <c>composite</c>.</summary>
    public abstract string Keyword { get; }

    /// <summary><c>schema.name</c>, each part quoted where it has to be.</summary>
    public string QualifiedName => SchemaIdentifier.Qualify(Schema, Name);

    /// <summary>The C# namespace of the item's types; null for that of the project.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where the namespace stands in the file.</summary>
    public SchemaPlace NamespacePlace { get; init; }

    /// <summary>The C# name that the item's types are named after; null for the one that the naming policy makes.</summary>
    public string? CSharpName { get; init; }

    /// <summary>Where the C# name stands in the file.</summary>
    public SchemaPlace CSharpNamePlace { get; init; }

    /// <summary>COMMENT ON the item; null if there is none.</summary>
    public string? Comment { get; init; }
}
