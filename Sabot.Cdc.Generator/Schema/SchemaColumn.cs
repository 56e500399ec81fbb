namespace Sabot.Cdc.Schema;

/// <summary>
/// A <c>column</c> line of a table or an <c>attribute</c> line of a composite, with the lines below it.
/// </summary>
/// <param name="Name">The column's name, unquoted.</param>
/// <param name="Type">
/// The PostgreSQL type with its modifier, as <c>format_type</c> prints it; of a domain, the type it is based on.
/// </param>
/// <param name="NotNull">Whether the column is declared NOT NULL.</param>
/// <param name="Place">Where the name stands in the file.</param>
internal sealed record SchemaColumn(string Name, string Type, bool NotNull, SchemaPlace Place = default)
{
    /// <summary>Where the type stands in the file, without <c>not null</c>.</summary>
    public SchemaPlace TypePlace { get; init; }

    /// <summary>
    /// The domain that the column is declared with, qualified and quoted as in the file, with <c>[]</c> behind it if
    /// the column is an array of it; null if the column has none.
    /// </summary>
    public string? Domain { get; init; }

    /// <summary>
    /// Whether the values, or the elements of an array, are read as PostgreSQL's own text, because their type is one
    /// that no .cdc file describes.
    /// </summary>
    public bool IsText { get; init; }

    /// <summary>Whether the column is GENERATED ALWAYS … STORED.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>COMMENT ON the column; null if there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>The C# name of the property; null for the one that the naming policy makes.</summary>
    public string? CSharpName { get; init; }

    /// <summary>Where the C# name stands in the file.</summary>
    public SchemaPlace CSharpNamePlace { get; init; }

    /// <summary>The user's own type and its reader; null if the column has none.</summary>
    public SchemaReader? Reader { get; init; }
}
