using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Files;

/// <summary>Finds the enums and composites that columns name, also through other composites.</summary>
internal static class UsedTypes
{
    /// <summary>The names of the types that the tables' columns lead to.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="types">What is known of types.</param>
    public static HashSet<TableName> Of(IEnumerable<SchemaTable> tables, IEnumerable<SchemaItem> types)
    {
        var composites = types.OfType<SchemaComposite>().ToLookup(TableName.Of);
        var used = new HashSet<TableName>();
        var columns = new Stack<SchemaColumn>(tables.SelectMany(table => table.Columns));
        while (columns.TryPop(out var column))
        {
            var type = SchemaTypeName.Of(column.Type);
            if (type.Schema is null || column.IsText || !used.Add(new TableName(type.Schema, type.Name)))
                continue;

            foreach (var attribute in composites[new TableName(type.Schema, type.Name)].SelectMany(composite => composite.Attributes))
                columns.Push(attribute);
        }

        return used;
    }
}
