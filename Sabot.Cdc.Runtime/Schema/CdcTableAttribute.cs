namespace Sabot.Cdc;

/// <summary>
/// Makes a <c>readonly partial struct</c> a contract with a table: the generator implements its partial properties from
/// the table's <c>.cdc</c> file, and a property that the table cannot supply does not compile.
/// </summary>
/// <param name="table">The table as <c>schema.table</c>, by SQL's rules for identifiers.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class CdcTableAttribute(string table) : Attribute
{
    /// <summary>The table as <c>schema.table</c>.</summary>
    public string Table { get; } = table;
}
