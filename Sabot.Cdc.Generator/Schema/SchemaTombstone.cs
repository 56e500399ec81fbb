namespace Sabot.Cdc.Schema;

/// <summary>
/// A <c>removed</c> line: a column that the table once had, kept so that its uses fail to compile by name.
/// </summary>
/// <param name="Name">The column's name, unquoted.</param>
/// <param name="Type">The PostgreSQL type the column had last.</param>
/// <param name="Place">Where the name stands in the file.</param>
internal sealed record SchemaTombstone(string Name, string Type, SchemaPlace Place = default)
{
    /// <summary>The C# name that the property had; null if it was the one that the naming policy makes.</summary>
    public string? CSharpName { get; init; }
}
