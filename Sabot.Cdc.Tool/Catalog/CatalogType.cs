namespace Sabot.Cdc.Tool.Catalog;

/// <summary>A row of pg_type.</summary>
/// <param name="Oid">Its number.</param>
/// <param name="Name">Schema and name.</param>
/// <param name="Kind">pg_type.typtype.</param>
/// <param name="Base">Of a domain, the type below it.</param>
/// <param name="BaseModifier">Of a domain, the modifier of the type below it.</param>
/// <param name="Relation">Of a composite, pg_class.oid of its attributes.</param>
/// <param name="Element">Of an array, the type of its elements; otherwise 0.</param>
/// <param name="Comment">COMMENT ON TYPE, or that on the table whose row type it is; or null.</param>
internal sealed record CatalogType(
    uint Oid, TableName Name, char Kind, uint Base, int BaseModifier, uint Relation, uint Element, string? Comment)
{
    public bool IsDomain => Kind == 'd';

    public bool IsEnum => Kind == 'e';

    public bool IsComposite => Kind == 'c';

    /// <summary>Of a composite, whether it has attributes; the values of one without any are sent as text.</summary>
    public bool HasAttributes { get; init; }

    public bool IsArray => Element != 0;

    /// <summary>Whether PostgreSQL itself has the type; format_type does not qualify those.</summary>
    public bool IsBuiltIn => Name.Schema == "pg_catalog";

    /// <summary>Whether a .cdc file of its own describes the type.</summary>
    public bool IsDescribed => !IsBuiltIn && (IsEnum || (IsComposite && HasAttributes));
}
