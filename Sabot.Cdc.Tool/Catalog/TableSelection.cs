using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Which tables a run is about: all of some schemas, or certain ones.</summary>
/// <param name="Schemas">The schemas of unqualified names, and without table names all of whose tables are meant.</param>
/// <param name="Tables">Table names; the schema is null where the user gave none. Empty: all tables.</param>
internal sealed record TableSelection(IReadOnlyList<string> Schemas, IReadOnlyList<(string? Schema, string Name)> Tables)
{
    public bool IsWholeSchemas => Tables.Count == 0;

    /// <summary>Every schema that has to be looked into.</summary>
    public IReadOnlyList<string> AllSchemas =>
        [.. IsWholeSchemas ? Schemas : Tables.SelectMany(table => table.Schema is null ? Schemas : [table.Schema]).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads the command line's names.</summary>
    /// <exception cref="ToolException">A name is not one by SQL's rules, or names a system schema.</exception>
    public static TableSelection Parse(IReadOnlyList<string> schemas, IReadOnlyList<string> tables)
    {
        var schemaNames = schemas.Count == 0 ? ["public"] : schemas.Select(ParseSchema).Distinct(StringComparer.Ordinal).ToArray();
        var tableNames = tables.Select(ParseTable).Distinct().ToArray();
        var selection = new TableSelection(schemaNames, tableNames);
        var system = selection.AllSchemas.FirstOrDefault(schema => schema == "information_schema" || schema.StartsWith("pg_", StringComparison.Ordinal));
        return system is null
            ? selection
            : throw new ToolException($"Schema {system} belongs to PostgreSQL itself, which does not stream changes of its own tables.", ExitCode.WrongUsage);
    }

    public bool Includes(TableName table) =>
        IsWholeSchemas
            ? Schemas.Contains(table.Schema)
            : Tables.Any(wanted => wanted.Name == table.Name && (wanted.Schema is null ? Schemas.Contains(table.Schema) : wanted.Schema == table.Schema));

    private static string ParseSchema(string text) =>
        SqlName.TryParse(text) is [var schema]
            ? schema
            : throw new ToolException($"'{text}' is no name of a schema; a name with other characters than a-z, 0-9 and _ is written in double quotes.", ExitCode.WrongUsage);

    private static (string? Schema, string Name) ParseTable(string text) => SqlName.TryParse(text) switch
    {
        [var name] => (null, name),
        [var schema, var name] => (schema, name),
        _ => throw new ToolException($"'{text}' is no name of a table; write table or schema.table, with double quotes around a name that has other characters than a-z, 0-9 and _.", ExitCode.WrongUsage),
    };

    /// <summary>The name as an error message shows it.</summary>
    public static string Show((string? Schema, string Name) table) =>
        table.Schema is null ? SchemaIdentifier.Quote(table.Name) : SchemaIdentifier.Qualify(table.Schema, table.Name);
}
