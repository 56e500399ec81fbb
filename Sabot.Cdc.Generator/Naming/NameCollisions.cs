using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Naming;

/// <summary>Finds the things of a database that would have one C# name.</summary>
/// <remarks>
/// The naming policy never makes a name unique by looking at its neighbours, so these are for people to decide.
/// </remarks>
internal static class NameCollisions
{
    public static IEnumerable<NameCollision> Among(IReadOnlyList<SchemaItem> items)
    {
        var described = items
            .Where(item => item is not SchemaTable)
            .GroupBy(item => (item.Schema, item.Name))
            .ToDictionary(group => group.Key, group => group.First());
        return OfTypes(items).Concat(items.SelectMany(item => OfMembers(
            item, (schema, name) => described.TryGetValue((schema, name), out var type) ? type : null)));
    }

    private static IEnumerable<NameCollision> OfTypes(IReadOnlyList<SchemaItem> items)
    {
        var owners = new Dictionary<string, SchemaItem>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            foreach (var name in NamingPolicy.TypeNames(item))
            {
                if (!owners.TryGetValue(name, out var owner))
                {
                    owners.Add(name, item);
                    continue;
                }

                // Where one of their names meets, the others mostly do: one error for both is enough.
                yield return new NameCollision(name, owner, null, item, null);
                break;
            }
        }
    }

    private static IEnumerable<NameCollision> OfMembers(SchemaItem item, Func<string, string, SchemaItem?> describe)
    {
        var typeName = NamingPolicy.TypeName(item);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, member) in Members(item, typeName, describe))
        {
            if (IsTaken(item, name, typeName))
                yield return new NameCollision(name, item, member, item, null);
            else if (!owners.TryGetValue(name, out var owner))
                owners.Add(name, member);
            else
                yield return new NameCollision(name, item, owner, item, member);
        }
    }

    private static bool IsTaken(SchemaItem item, string name, string typeName) => item is SchemaEnum
        ? name == NamingPolicy.UnrecognizedLabel
        : NamingPolicy.IsTaken(name, typeName);

    /// <summary>All members' names with what they are made from; the properties come before what is derived from them.</summary>
    private static IEnumerable<(string Name, string Member)> Members(
        SchemaItem item, string typeName, Func<string, string, SchemaItem?> describe)
    {
        if (item is SchemaEnum type)
            return type.Labels.Select(label => (NamingPolicy.LabelName(label), label.Name));

        var columns = item is SchemaTable table ? table.Columns : ((SchemaComposite)item).Attributes;
        return columns
            .Select(column => (NamingPolicy.PropertyName(column, typeName), column.Name))
            .Concat(columns.SelectMany(column =>
            {
                var property = NamingPolicy.PropertyName(column, typeName);
                var kind = PostgresType.KindOf(column, describe) ?? ColumnKind.Text;
                return Kinds(item, column, kind)
                    .Where(member => member != MemberKind.Value)
                    .Select(member => (NamingPolicy.MemberName(property, member), column.Name));
            }));
    }

    private static IEnumerable<MemberKind> Kinds(SchemaItem item, SchemaColumn column, ColumnKind kind) =>
        item is SchemaTable table
            ? ColumnMembers.Of(kind, !column.NotNull, table.Identity)
            : ColumnMembers.OfAttribute(kind);
}
