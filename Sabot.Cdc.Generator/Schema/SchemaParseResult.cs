using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>Either what a .cdc file describes, or what is wrong with the file.</summary>
/// <param name="Item">The table or type; null exactly when there are errors.</param>
/// <param name="Errors">The errors in the order of the file.</param>
internal sealed record SchemaParseResult(SchemaItem? Item, IReadOnlyList<SchemaError> Errors)
{
    /// <summary>The table; null if the file is wrong or describes a type.</summary>
    public SchemaTable? Table => Item as SchemaTable;
}
