using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>What the catalog says about one table.</summary>
/// <param name="Schema">The table as a .cdc file describes it, without tombstones.</param>
/// <param name="IsLogged">Whether PostgreSQL writes its changes to the WAL at all.</param>
internal sealed record CatalogTable(SchemaTable Schema, bool IsLogged)
{
    public TableName Name => TableName.Of(Schema);
}
