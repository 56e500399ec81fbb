namespace Sabot.Cdc.Tool.Catalog;

/// <summary>A row of pg_attribute: a column of a table or an attribute of a composite.</summary>
/// <param name="Relation">pg_class.oid of the table or composite.</param>
/// <param name="Name">The name.</param>
/// <param name="Type">pg_type.oid, of a domain if it has one.</param>
/// <param name="Modifier">The type's modifier, -1 for none.</param>
/// <param name="NotNull">Whether there is a NOT NULL.</param>
/// <param name="IsNotNullValid">Whether all rows are known to keep it; without one, true.</param>
/// <param name="Generated">'s': a stored generated column; 'v': a virtual one; '\0': neither.</param>
/// <param name="Comment">COMMENT ON COLUMN, or null.</param>
internal sealed record CatalogColumn(
    uint Relation, string Name, uint Type, int Modifier, bool NotNull, bool IsNotNullValid, char Generated, string? Comment)
{
    public const char Stored = 's';
    public const char Virtual = 'v';
}
