using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>The enums and composites that a project has files of.</summary>
/// <param name="Names">Their qualified names, sorted.</param>
/// <param name="Types">The types in the order of their names.</param>
/// <param name="BrokenFiles">The names of files that could not be read, without <c>.cdc</c>.</param>
internal sealed record TypeIndex(
    EquatableArray<string> Names, EquatableArray<TypeEntry> Types, EquatableArray<string> BrokenFiles)
{
    public static TypeIndex Of(IEnumerable<ParsedFile> files, string defaultNamespace)
    {
        var types = new SortedDictionary<string, TypeEntry>(StringComparer.Ordinal);
        var broken = new List<string>();
        foreach (var file in files.OrderByDescending(file => file.Path, StringComparer.Ordinal))
        {
            if (file.Item is null)
                broken.Add(Path.GetFileNameWithoutExtension(file.Path));
            else if (file.Item is not SchemaTable)
                types[file.Item.QualifiedName] = Entry(file.Item, defaultNamespace);
        }

        return new TypeIndex(
            new EquatableArray<string>(types.Keys),
            new EquatableArray<TypeEntry>(types.Values),
            new EquatableArray<string>(broken));
    }

    public TypeEntry? Find(string qualifiedName)
    {
        var index = Names.BinarySearch(qualifiedName, StringComparer.Ordinal);
        return index < 0 ? null : Types[index];
    }

    /// <summary>Whether the type has a file, which is wrong.</summary>
    public bool IsBroken(string schema, string name) => BrokenFiles.Contains($"{schema}.{name}.type");

    /// <summary>Whether the type is part of what it uses.</summary>
    public bool IsPartOf(string type, string user)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([user]);
        while (open.Count > 0)
        {
            var name = open.Pop();
            if (name == type)
                return true;
            if (!seen.Add(name) || Find(name) is not { } entry)
                continue;
            foreach (var used in entry.Uses)
                open.Push(used);
        }

        return false;
    }

    private static TypeEntry Entry(SchemaItem item, string defaultNamespace)
    {
        var uses = item is SchemaComposite composite
            ? composite.Attributes.Select(attribute => QualifiedName(attribute.Type)).Where(name => name is not null)
            : [];
        return new TypeEntry(
            item.QualifiedName,
            item is SchemaEnum,
            $"global::{ItemNamespace.Of(item, defaultNamespace)}.{NamingPolicy.TypeName(item)}",
            new EquatableArray<string>(uses!));
    }

    /// <summary>The user-defined type that a column's type is, or is an array of.</summary>
    private static string? QualifiedName(string type)
    {
        var name = SchemaTypeName.Of(type);
        while (name.IsArray && !name.IsUserDefined && name.Element.EndsWith(SchemaTypeName.Array, StringComparison.Ordinal))
            name = SchemaTypeName.Of(name.Element);

        return name.Schema is null ? null : SchemaIdentifier.Qualify(name.Schema, name.Name);
    }
}
