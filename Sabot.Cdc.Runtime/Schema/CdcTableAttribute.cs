namespace Sabot.Cdc;

/// <summary>
/// Makes a struct a contract: the part of a table that some code relies on, held against the table's <c>.cdc</c> file
/// whenever the project is compiled.
/// </summary>
/// <remarks>
/// The struct is a <c>readonly partial struct</c> with partial properties, named and typed as members of the table's
/// generated row. The generator implements them and a conversion from the row. A property whose column is missing,
/// dropped, of another type or newly nullable is an error at the property.
/// </remarks>
/// <example><code>
/// [CdcTable("public.users")]
/// public readonly partial struct UserSummary
/// {
///     public partial long Id { get; }
///     public partial string? Nick { get; }
/// }
/// </code></example>
/// <param name="table">The table, <c>schema.table</c>, each part quoted where SQL wants it.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class CdcTableAttribute(string table) : Attribute
{
    /// <summary>The table as it was given.</summary>
    public string Table { get; } = table;
}
