using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Sabot.Cdc.Generator.Model;

/// <summary>
/// The enums and composites that a project has files of, and its namespace: what one file has to know of all.
/// </summary>
/// <param name="Names">Their qualified names, sorted.</param>
/// <param name="Types">The types in the order of their names.</param>
/// <param name="DefaultNamespace">The namespace of what has none of its own.</param>
/// <param name="BrokenFiles">The names of files that could not be read, without <c>.cdc</c>.</param>
internal sealed record TypeIndex(
    EquatableArray<string> Names,
    EquatableArray<TypeEntry> Types,
    string DefaultNamespace,
    EquatableArray<string> BrokenFiles)
{
    public static TypeIndex Of(IEnumerable<TypeEntry> entries)
    {
        var types = new SortedDictionary<string, TypeEntry>(StringComparer.Ordinal);
        var broken = new List<string>();
        foreach (var entry in entries.OrderByDescending(entry => entry.Path, StringComparer.Ordinal))
        {
            if (entry.QualifiedName is null)
                broken.Add(Path.GetFileNameWithoutExtension(entry.Path));
            else
                types[entry.QualifiedName] = entry;
        }

        return new TypeIndex(
            new EquatableArray<string>(types.Keys),
            new EquatableArray<TypeEntry>(types.Values),
            "",
            new EquatableArray<string>(broken));
    }

    public TypeEntry? Find(string qualifiedName)
    {
        var index = Names.BinarySearch(qualifiedName, StringComparer.Ordinal);
        return index < 0 ? null : Types[index];
    }

    /// <summary>What the C# types of a type are named after, in full.</summary>
    public string FullName(TypeEntry entry) =>
        $"global::{ItemNamespace.Of(entry.Namespace, DefaultNamespace)}.{entry.Name}";

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
}
