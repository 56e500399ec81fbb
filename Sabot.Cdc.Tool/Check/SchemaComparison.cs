using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Finds the differences between two states of a schema, and what each does to code and to clients.</summary>
internal static class SchemaComparison
{
    /// <summary>The differences, tables before types, in the order of the names and then of the lines.</summary>
    public static IReadOnlyList<Difference> Compare(ComparedSides sides) =>
        InOrder(Tables(sides).Concat(Types(sides)));

    public static IReadOnlyList<Difference> InOrder(IEnumerable<Difference> differences) =>
    [
        .. differences
            .OrderBy(difference => difference.Item is SchemaTable ? 0 : 1)
            .ThenBy(difference => TableName.Of(difference.Item))
            .ThenBy(difference => difference.Place.Line)
            .ThenBy(difference => difference.Kind)
            .ThenBy(difference => difference.Member ?? "", SchemaNameOrder.Instance),
    ];

    /// <summary>A file whose table or type is still there, and which is not kept up to date any more.</summary>
    public static Difference Useless(SchemaItem item, string why) => new(DifferenceKind.UselessFile, item, item.Place, why)
    {
        Was = FileLines.Item(item),
        Source = Effect.Harmless("nothing until the file is deleted"),
    };

    private static IEnumerable<Difference> Tables(ComparedSides sides)
    {
        foreach (var (name, before) in sides.Before.Tables)
        {
            if (sides.After.Tables.TryGetValue(name, out var after))
            {
                foreach (var difference in Tables(sides, before, after))
                    yield return difference;
            }
            else
            {
                yield return Gone(before, Successor(sides, before));
            }
        }

        foreach (var (name, after) in sides.After.Tables)
        {
            if (!sides.Before.Tables.ContainsKey(name))
                yield return New(DifferenceKind.TableNew, sides, after);
        }
    }

    private static IEnumerable<Difference> Tables(ComparedSides sides, SchemaTable before, SchemaTable after)
    {
        var columns = new ColumnComparison(sides, before, after);
        return NameComparison.Compare(sides, before, after)
            .Concat(new IdentityComparison(sides, before, after, columns.NameAfter).Compare())
            .Concat(columns.Compare());
    }

    private static IEnumerable<Difference> Types(ComparedSides sides)
    {
        foreach (var (name, before) in sides.Before.Types)
        {
            var after = sides.After.Types.GetValueOrDefault(name);
            var differences = (before, after) switch
            {
                (SchemaEnum old, SchemaEnum now) => NameComparison.Compare(sides, old, now).Concat(new EnumComparison(sides, old, now).Compare()),
                (SchemaComposite old, SchemaComposite now) => NameComparison.Compare(sides, old, now).Concat(new ColumnComparison(sides, old, now).Compare()),
                _ => [Unused(before)],
            };
            foreach (var difference in differences)
                yield return difference;
        }

        foreach (var (name, after) in sides.After.Types)
        {
            if (!sides.Before.Types.TryGetValue(name, out var before) || before.Keyword != after.Keyword)
                yield return New(DifferenceKind.TypeNew, sides, after);
        }
    }

    private static Difference Gone(SchemaTable table, SchemaTable? successor) => new(
        DifferenceKind.TableGone,
        table,
        table.Place,
        successor is null
            ? $"Table {table.QualifiedName} is gone, or has no changes that could be streamed"
            : $"Table {table.QualifiedName} is gone and {successor.QualifiedName} is new with the same columns, as if it had been renamed")
    {
        Was = FileLines.Item(table),
        Is = successor is null ? null : FileLines.Item(successor),
        Source = Effect.Break($"code that uses {NamingPolicy.TypeName(table)}Row does not compile once the file is deleted"),
        Decoding = Effect.Break("a running client gets no more of its changes, and stops with CdcTableException when it starts again"),
        Deployment = successor is null ? Deployment.CodeFirst : Deployment.WithStop,
    };

    /// <summary>The only new table that is just like one that is gone.</summary>
    private static SchemaTable? Successor(ComparedSides sides, SchemaTable gone)
    {
        var candidates = sides.After.Tables.Where(table => !sides.Before.Tables.ContainsKey(table.Key) && IsLike(gone, table.Value)).ToList();
        return candidates.Count == 1 ? candidates[0].Value : null;
    }

    private static bool IsLike(SchemaTable one, SchemaTable other) =>
        one.Columns.Select(column => (column.Name, column.Type, column.NotNull)).OrderBy(column => column.Name, SchemaNameOrder.Instance)
            .SequenceEqual(other.Columns.Select(column => (column.Name, column.Type, column.NotNull)).OrderBy(column => column.Name, SchemaNameOrder.Instance));

    private static Difference New(DifferenceKind kind, ComparedSides sides, SchemaItem item) => new(
        kind, item, sides.FilesAreAfter ? item.Place : default, $"{NameComparison.Capital(item)} {item.QualifiedName} is new")
    {
        Is = FileLines.Item(item),
        Deployment = Deployment.DatabaseFirst,
    };

    private static Difference Unused(SchemaItem type) => new(
        DifferenceKind.UselessFile, type, type.Place, $"No column has type {type.QualifiedName} any more, so it needs no file")
    {
        Was = FileLines.Item(type),
        Source = Effect.Break($"code that names {NamingPolicy.TypeNames(type).First()} does not compile once the file is deleted"),
        Deployment = Deployment.CodeFirst,
    };
}
