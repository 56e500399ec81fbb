namespace Sabot.Cdc.Generator.Model;

/// <summary>An enum as it is generated.</summary>
/// <param name="Schema">The enum's schema in PostgreSQL.</param>
/// <param name="Name">The enum's name in PostgreSQL.</param>
/// <param name="Namespace">The namespace of its types.</param>
/// <param name="TypeName">The name of the C# enum.</param>
/// <param name="Comment">What COMMENT ON says of it.</param>
/// <param name="Labels">The labels in their order.</param>
internal sealed record EnumModel(
    string Schema, string Name, string Namespace, string TypeName, string? Comment, EquatableArray<LabelModel> Labels)
    : ItemModel(Schema, Name, Namespace, TypeName, Comment);
