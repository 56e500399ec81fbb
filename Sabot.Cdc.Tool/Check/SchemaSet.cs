using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;

namespace Sabot.Cdc.Tool.Check;

/// <summary>All that .cdc files say, or would say: one of the two sides of a comparison.</summary>
internal sealed class SchemaSet
{
    public SchemaSet(IEnumerable<SchemaItem> items)
    {
        foreach (var item in items)
        {
            if (item is SchemaTable table)
                Tables[TableName.Of(item)] = table;
            else
                Types[TableName.Of(item)] = item;
        }
    }

    public SortedDictionary<TableName, SchemaTable> Tables { get; } = [];

    /// <summary>Enums and composites, of which one may have the name of a table.</summary>
    public SortedDictionary<TableName, SchemaItem> Types { get; } = [];

    public SchemaItem? Describe(string schema, string name) => Types.GetValueOrDefault(new TableName(schema, name));

    /// <summary>How the column is read; null if its type is one that a file has to describe and none does.</summary>
    public ColumnKind? KindOf(SchemaColumn column) => PostgresType.KindOf(column, Describe);

    /// <summary>The enum or composite that is the column's type; null if its type is none of them.</summary>
    public SchemaItem? TypeOf(SchemaColumn column) =>
        SchemaTypeName.Of(column.Type) is { Schema: { } schema, Name: var name } && !column.IsText ? Describe(schema, name) : null;

    /// <summary>An element of the array, as a column of its own.</summary>
    public static SchemaColumn ElementOf(SchemaColumn array) =>
        array with { Type = SchemaTypeName.Of(array.Type).Element, NotNull = false };
}
