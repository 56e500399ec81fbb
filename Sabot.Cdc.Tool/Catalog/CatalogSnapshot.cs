using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>What the catalog says, all as of one moment.</summary>
/// <param name="Tables">All tables in the order of their names; only those of the selection have columns.</param>
/// <param name="Types">
/// The enums and composites that columns of the selected tables have, also inside arrays, domains and other composites,
/// in the order of their names.
/// </param>
/// <param name="LeftOut">Columns that are never sent, and why.</param>
/// <param name="Warnings">Columns that are read as text, or cannot be read.</param>
internal sealed record CatalogSnapshot(
    IReadOnlyList<CatalogTable> Tables,
    IReadOnlyList<SchemaItem> Types,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Warnings);
