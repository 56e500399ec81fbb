using System.Collections.Immutable;
using System.Linq;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>An enum or composite as the files that use it know it, or a file that could not be read.</summary>
/// <remarks>So an edit of its labels, attributes or comment changes none of them.</remarks>
/// <param name="Path">The file.</param>
/// <param name="QualifiedName">The name in PostgreSQL, quoted as in SQL; null if the file could not be read.</param>
/// <param name="IsEnum">Whether it is an enum.</param>
/// <param name="Namespace">The namespace that its file says; null for that of the project.</param>
/// <param name="Name">What its C# types are named after.</param>
/// <param name="Uses">The qualified names of the user-defined types that its attributes have.</param>
internal sealed record TypeEntry(
    string Path, string? QualifiedName, bool IsEnum, string? Namespace, string Name, EquatableArray<string> Uses)
{
    /// <summary>The entry of a file; none for a table.</summary>
    public static ImmutableArray<TypeEntry> Of(ParsedFile file) => file.Item switch
    {
        null => ImmutableArray.Create(new TypeEntry(file.Path, null, IsEnum: false, null, "", default)),
        SchemaTable => ImmutableArray<TypeEntry>.Empty,
        var item => ImmutableArray.Create(Of(file.Path, item)),
    };

    private static TypeEntry Of(string path, SchemaItem item)
    {
        var uses = item is SchemaComposite composite
            ? composite.Attributes.Select(attribute => Used(attribute.Type)).OfType<string>()
            : [];
        return new TypeEntry(
            path,
            item.QualifiedName,
            item is SchemaEnum,
            item.Namespace,
            NamingPolicy.TypeName(item),
            new EquatableArray<string>(uses));
    }

    /// <summary>The user-defined type that a type is, or is an array of.</summary>
    private static string? Used(string type)
    {
        var name = SchemaTypeName.Of(type);
        while (name.IsArray && name.Element.EndsWith(SchemaTypeName.Array, System.StringComparison.Ordinal))
            name = SchemaTypeName.Of(name.Element);

        return name.Schema is null ? null : SchemaIdentifier.Qualify(name.Schema, name.Name);
    }
}
