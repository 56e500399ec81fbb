using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Everything that the generated code of one .cdc file depends on, and nothing else.</summary>
/// <remarks>
/// It must be immutable and equal by value, down to the last list: the pipeline generates an item again exactly when
/// its model is not equal to that of the run before. It holds no Roslyn type, as those are never equal between runs and
/// keep a whole compilation alive, and no places in the file, as these change when nothing else does.
/// </remarks>
/// <param name="Schema">The item's schema in PostgreSQL.</param>
/// <param name="Name">The item's name in PostgreSQL.</param>
/// <param name="Namespace">The namespace of its types, as C# writes it.</param>
/// <param name="TypeName">What its types are named after.</param>
/// <param name="Comment">What COMMENT ON says of it.</param>
internal abstract record ItemModel(string Schema, string Name, string Namespace, string TypeName, string? Comment)
{
    /// <summary><c>schema.name</c>, quoted as in SQL.</summary>
    public string QualifiedName { get; } = SchemaIdentifier.Qualify(Schema, Name);
}
