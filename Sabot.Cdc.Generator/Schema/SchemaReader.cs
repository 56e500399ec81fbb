namespace Sabot.Cdc.Schema;

/// <summary>A <c>reader</c> line: the user's own C# type of a column's values, and what reads them.</summary>
/// <param name="TypeName">The C# type with its namespace, without <c>global::</c>.</param>
/// <param name="ReaderName">The struct that implements <c>IColumnReader&lt;TypeName&gt;</c>, with its namespace.</param>
/// <param name="Place">Where the two names stand in the file.</param>
internal sealed record SchemaReader(string TypeName, string ReaderName, SchemaPlace Place = default);
