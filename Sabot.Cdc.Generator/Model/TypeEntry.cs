using System.Linq;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>An enum or composite as the files that use it know it, or a file that could not be read.</summary>
/// <remarks>So an edit of its labels, attributes or comment changes none of them.</remarks>
/// <param name="Path">The file.</param>
/// <param name="QualifiedName">The name in PostgreSQL, quoted as in SQL; null if the file could not be read.</param>
/// <param name="IsEnum">Whether it is an enum.</param>
/// <param name="TypeName">What its C# types are named after, in full.</param>
/// <param name="Uses">The qualified names of the user-defined types that its attributes have.</param>
internal sealed record TypeEntry(
    string Path, string? QualifiedName, bool IsEnum, string TypeName, EquatableArray<string> Uses)
{
    /// <summary>The entry of a file; null for a table.</summary>
    public static TypeEntry? Of(ParsedFile file, string defaultNamespace)
    {
        if (file.Item is not { } item)
            return new TypeEntry(file.Path, null, IsEnum: false, "", default);
        if (item is SchemaTable)
            return null;

        var uses = item is SchemaComposite composite
            ? composite.Attributes.Select(attribute => Used(attribute.Type)).OfType<string>()
            : [];
        return new TypeEntry(
            file.Path,
            item.QualifiedName,
            item is SchemaEnum,
            $"global::{ItemNamespace.Of(item, defaultNamespace)}.{NamingPolicy.TypeName(item)}",
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
