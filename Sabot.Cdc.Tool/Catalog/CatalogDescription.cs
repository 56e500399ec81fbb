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
    /// <param name="relation">pg_class.oid.</param>
    /// <param name="owner">The table's or composite's name.</param>
    /// <param name="key">The columns that identify a row.</param>
    public IReadOnlyList<SchemaColumn> ColumnsOf(uint relation, TableName owner, IReadOnlyList<string> key)
    {
        var described = new List<SchemaColumn>();
        foreach (var (column, type) in columns[relation].OrderBy(column => column.Column.Name, SchemaNameOrder.Instance))
        {
            var name = $"{owner}.{SchemaIdentifier.Quote(column.Name)}";
            if (column.Generated == CatalogColumn.Virtual)
            {
                Note(_leftOut, $"{name}: it is a virtual generated column, which PostgreSQL computes when it is read, so no change holds it");
                continue;
            }

            var text = texts[(type.Type.Oid, type.Modifier)] + (type.IsArray ? "[]" : "");
            if (type.IsArrayOfArrays)
                Note(_warnings, $"{name}: it is an array of domain {type.Domain![..^2]}, which is one of arrays itself, and nothing reads these; leave its table out or change the type.");
            else if (type.IsText)
                Note(_warnings, $"{name}: {(type.IsArray ? "the elements of " : "")}type {text} {(type.IsArray ? "are" : "is")} read as text, because {(type.Type.IsComposite ? "it is a composite without attributes" : "Sabot.Cdc does not know the type")}.");

            var isDoubtful = column is { NotNull: true, IsNotNullValid: false };
            if (isDoubtful && key.Contains(column.Name))
                Note(_warnings, $"{name}: it identifies rows, but was never checked to be NOT NULL in those that were there before; see ALTER TABLE … VALIDATE CONSTRAINT.");

            described.Add(new SchemaColumn(column.Name, text, column.NotNull && (!isDoubtful || key.Contains(column.Name)))
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
        [.. types.Where(type => type.IsDescribed).OrderBy(type => type.Name).Select(Describe)];

    private SchemaItem Describe(CatalogType type) => type.IsEnum
        ? new SchemaEnum(type.Name.Schema, type.Name.Name, [.. labels[type.Oid].Select(label => new SchemaLabel(label))]) { Comment = type.Comment }
        : new SchemaComposite(type.Name.Schema, type.Name.Name, [.. ColumnsOf(type.Relation, type.Name, []).Select(AsAttribute)]) { Comment = type.Comment };

    /// <summary>A table's columns may be an attribute's, too.</summary>
    private static void Note(List<string> notes, string note)
    {
        if (!notes.Contains(note))
            notes.Add(note);
    }

    /// <summary>A table's row type knows of its constraints, but a value of it need not keep them.</summary>
    private static SchemaColumn AsAttribute(SchemaColumn column) => column with { NotNull = false, IsGenerated = false };
}
