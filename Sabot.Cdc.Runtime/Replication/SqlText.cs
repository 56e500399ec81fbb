namespace Sabot.Cdc;

/// <summary>Quoting for the places where PostgreSQL takes no parameters.</summary>
internal static class SqlText
{
    /// <summary>An identifier, quoted always: unquoted it would be folded to lower case.</summary>
    public static string Identifier(string name) => "\"" + name.Replace("\"", "\"\"") + "\"";

    /// <summary>The quoted qualified name of a table.</summary>
    public static string Identifier(CdcTable table) => Identifier(table.Schema) + "." + Identifier(table.Name);

    /// <summary>A string literal for a statement that is shown to people.</summary>
    public static string Literal(string value) => "'" + LiteralBody(value) + "'";

    /// <summary>
    /// The inside of a string literal, for Npgsql's replication options: it adds the quotes and nothing else.
    /// </summary>
    public static string LiteralBody(string value) => value.Replace("'", "''");
}
