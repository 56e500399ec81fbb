namespace Sabot.Cdc.Schema;

/// <summary>A <c>column</c> line: a column that the table has.</summary>
/// <param name="Name">The column's name, unquoted.</param>
/// <param name="Type">The PostgreSQL type with its modifier, as <c>format_type</c> prints it.</param>
/// <param name="NotNull">Whether the column is declared NOT NULL.</param>
/// <param name="Place">Where the name stands in the file.</param>
internal sealed record SchemaColumn(string Name, string Type, bool NotNull, SchemaPlace Place = default);
