namespace Sabot.Cdc.Generator.Model;

/// <summary>A composite type as it is generated.</summary>
/// <param name="Schema">The type's schema in PostgreSQL.</param>
/// <param name="Name">The type's name in PostgreSQL.</param>
/// <param name="Namespace">The namespace of its view.</param>
/// <param name="TypeName">The name of its view, without <c>View</c>.</param>
/// <param name="Comment">What COMMENT ON says of it.</param>
/// <param name="Attributes">The attributes, in the order of their names; all can be null.</param>
internal sealed record CompositeModel(
    string Schema,
    string Name,
    string Namespace,
    string TypeName,
    string? Comment,
    EquatableArray<ColumnModel> Attributes) : ItemModel(Schema, Name, Namespace, TypeName, Comment);
