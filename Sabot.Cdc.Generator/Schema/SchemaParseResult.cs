using System.Collections.Generic;

namespace Sabot.Cdc.Schema;

/// <summary>Either the table of a .cdc file, or what is wrong with the file.</summary>
/// <param name="Table">The table; null exactly when there are errors.</param>
/// <param name="Errors">The errors in the order of the file.</param>
internal sealed record SchemaParseResult(SchemaTable? Table, IReadOnlyList<SchemaError> Errors);
