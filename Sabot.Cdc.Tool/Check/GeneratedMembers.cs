using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>The members that the generator makes of a column, as code that uses them sees them.</summary>
internal static class GeneratedMembers
{
    /// <summary>
    /// The first member that a column had and has no more, or has with another type; null if there is none.
    /// </summary>
    public static string? FirstLost(
        SchemaSet before, SchemaItem beforeOwner, SchemaColumn beforeColumn, SchemaSet after, SchemaItem afterOwner, SchemaColumn afterColumn)
    {
        var now = Of(after, afterOwner, afterColumn).ToDictionary(member => member.Name, member => member.Type, StringComparer.Ordinal);
        foreach (var (name, type) in Of(before, beforeOwner, beforeColumn))
        {
            if (!now.TryGetValue(name, out var current) || current != type)
                return name;
        }

        return null;
    }

    public static string PropertyOf(SchemaItem owner, SchemaColumn column) =>
        NamingPolicy.PropertyName(column, NamingPolicy.TypeName(owner));

    private static IEnumerable<(string Name, string Type)> Of(SchemaSet set, SchemaItem owner, SchemaColumn column)
    {
        var kind = set.KindOf(column) ?? ColumnKind.Text;
        var property = PropertyOf(owner, column);
        var nullable = column.NotNull ? "" : "?";
        var members = owner is SchemaTable table ? ColumnMembers.Of(kind, !column.NotNull, table.Identity) : ColumnMembers.OfAttribute(kind);
        return members.Select(member => (NamingPolicy.MemberName(property, member), member switch
        {
            MemberKind.Value => TypeOf(set, column, kind) + (kind == ColumnKind.Binary && column.Reader is null ? "" : nullable),
            MemberKind.Text => "string" + nullable,
            MemberKind.Raw => $"{kind} as it was sent{nullable}",
            _ => member.ToString(),
        }));
    }

    /// <summary>A text that is another one for another C# type.</summary>
    private static string TypeOf(SchemaSet set, SchemaColumn column, ColumnKind kind) => kind switch
    {
        _ when column.Reader is { } reader => reader.TypeName,
        ColumnKind.Text => "string",
        ColumnKind.Enum or ColumnKind.Composite => NameOf(set.TypeOf(column)!),
        ColumnKind.Array => $"array of {ElementOf(set, SchemaSet.ElementOf(column))}",
        _ => kind.ToString(),
    };

    private static string ElementOf(SchemaSet set, SchemaColumn element) => TypeOf(set, element, set.KindOf(element) ?? ColumnKind.Text);

    private static string NameOf(SchemaItem type) => $"{type.Namespace}.{NamingPolicy.TypeName(type)}";
}
