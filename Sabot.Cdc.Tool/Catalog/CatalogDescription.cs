using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Makes what .cdc files say of columns and types, and notes what they cannot say.</summary>
internal sealed class CatalogDescription(
    IReadOnlyList<CatalogType> types,
    ILookup<uint, (CatalogColumn Column, ResolvedType Type)> columns,
    ILookup<uint, string> labels,
    IReadOnlyDictionary<(uint Oid, int Modifier), string> texts)
{
    private readonly List<string> _leftOut = [];
    private readonly List<string> _warnings = [];

    /// <summary>Columns that are never sent, and why; in the order they were asked for.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Columns that are read as text, or cannot be read; in the order they were asked for.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The columns of a table or the attributes of a composite, in the order of their names.</summary>
    public IReadOnlyList<SchemaColumn> ColumnsOf(uint relation, TableName owner)
    {
        var described = new List<SchemaColumn>();
        foreach (var (column, type) in columns[relation].OrderBy(column => column.Column.Name, SchemaNameOrder.Instance))
        {
            var name = $"{owner}.{SchemaIdentifier.Quote(column.Name)}";
            if (column.Generated == CatalogColumn.Virtual)
            {
                _leftOut.Add($"{name}: it is a virtual generated column, which PostgreSQL computes when it is read, so no change holds it");
                continue;
            }

            var text = texts[(type.Type.Oid, type.Modifier)] + (type.IsArray ? "[]" : "");
            if (type.IsArrayOfArrays)
                _warnings.Add($"{name}: it is an array of domain {type.Domain![..^2]}, which is one of arrays itself, and nothing reads these; leave its table out or change the type.");
            else if (type.IsText)
                _warnings.Add($"{name}: {(type.IsArray ? "the elements of " : "")}type {text} {(type.IsArray ? "are" : "is")} read as text, because Sabot.Cdc does not know the type.");

            described.Add(new SchemaColumn(column.Name, text, column.NotNull)
            {
                Domain = type.Domain,
                IsText = type.IsText,
                IsGenerated = column.Generated == CatalogColumn.Stored,
                Comment = column.Comment,
            });
        }

        return described;
    }

    /// <summary>The enums and composites, in the order of their names.</summary>
    public IReadOnlyList<SchemaItem> Types() =>
        [.. types.Where(type => !type.IsBuiltIn && (type.IsEnum || type.IsComposite)).OrderBy(type => type.Name).Select(Describe)];

    private SchemaItem Describe(CatalogType type) => type.IsEnum
        ? new SchemaEnum(type.Name.Schema, type.Name.Name, [.. labels[type.Oid].Select(label => new SchemaLabel(label))]) { Comment = type.Comment }
        : new SchemaComposite(type.Name.Schema, type.Name.Name, [.. ColumnsOf(type.Relation, type.Name).Select(AsAttribute)]) { Comment = type.Comment };

    /// <summary>A table's row type knows of its constraints, but a value of it need not keep them.</summary>
    private static SchemaColumn AsAttribute(SchemaColumn column) => column with { NotNull = false, IsGenerated = false };
}
