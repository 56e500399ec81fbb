using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>What one .cdc file says about one table.</summary>
/// <param name="Schema">The table's schema, unquoted.</param>
/// <param name="Name">The table's name, unquoted.</param>
/// <param name="Identity">The table's REPLICA IDENTITY.</param>
/// <param name="Key">
/// Columns that identify a row, in key order: those of the identity index, or of the primary key; empty if there are
/// none.
/// </param>
/// <param name="Columns">The columns; sorted by name in a parsed model, in any order in one to be printed.</param>
/// <param name="Removed">The columns that are gone; sorted likewise.</param>
/// <param name="Place">Where the qualified name stands in the file.</param>
internal sealed record SchemaTable(
    string Schema,
    string Name,
    SchemaIdentity Identity,
    IReadOnlyList<string> Key,
    IReadOnlyList<SchemaColumn> Columns,
    IReadOnlyList<SchemaTombstone> Removed,
    SchemaPlace Place = default) : SchemaItem(Schema, Name, Place)
{
    public override string Keyword => SchemaKeywords.Table;
}
