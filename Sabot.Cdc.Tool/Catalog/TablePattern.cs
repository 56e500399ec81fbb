using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Tables that are chosen by a pattern of their schemas and names.</summary>
/// <param name="Schema">Matches schemas.</param>
/// <param name="Name">Matches tables.</param>
/// <param name="Text">The pattern as the user wrote it.</param>
/// <param name="Place">Start of a message about the pattern: the file and place it is from; empty if it is from no file.</param>
internal sealed record TablePattern(NamePattern Schema, NamePattern Name, string Text, string Place = "")
{
    private static readonly NamePattern Any = new(["", ""]);

    /// <summary>All tables of a schema.</summary>
    public static TablePattern AllOf(string schema) => new(new NamePattern([schema]), Any, "");

    /// <summary>One table.</summary>
    public static TablePattern Only(TableName table) =>
        new(new NamePattern([table.Schema]), new NamePattern([table.Name]), table.ToString());

    /// <summary>Reads a pattern of a configuration file.</summary>
    /// <exception cref="ToolException">It is none, or about PostgreSQL's own tables.</exception>
    public static TablePattern Parse(string text, string place)
    {
        if (SqlName.TryParsePattern(text) is not [var schema, var name])
        {
            throw new ToolException(
                $"{place}'{text}' is no pattern of tables; write schema.table, where * stands for any text within a name, and names that have other characters than a-z, 0-9 and _ in double quotes (\\\" in JSON).");
        }

        return schema.Exact is { } exact && IsSystem(exact)
            ? throw new ToolException($"{place}Schema {exact} belongs to PostgreSQL itself, which does not stream changes of its own tables.")
            : new TablePattern(schema, name, text, place);
    }

    public bool IsExact => Schema.Exact is not null && Name.Exact is not null;

    public bool Matches(TableName table) => Schema.Matches(table.Schema) && Name.Matches(table.Name);

    public static bool IsSystem(string schema) =>
        schema == "information_schema" || schema.StartsWith("pg_", StringComparison.Ordinal);
}
