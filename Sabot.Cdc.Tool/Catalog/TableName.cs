using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>The name of a table or type with its schema, both as the catalog has them; prints as SQL writes it.</summary>
internal readonly record struct TableName(string Schema, string Name) : IComparable<TableName>
{
    public static TableName Of(SchemaItem item) => new(item.Schema, item.Name);

    public int CompareTo(TableName other)
    {
        var bySchema = SchemaNameOrder.Instance.Compare(Schema, other.Schema);
        return bySchema != 0 ? bySchema : SchemaNameOrder.Instance.Compare(Name, other.Name);
    }

    public override string ToString() => SchemaIdentifier.Qualify(Schema, Name);
}
