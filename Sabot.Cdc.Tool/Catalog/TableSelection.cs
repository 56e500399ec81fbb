using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Which tables a run is about: those that match patterns, or certain ones.</summary>
/// <param name="Schemas">The schemas of unqualified names.</param>
/// <param name="Tables">Table names; the schema is null where the user gave none. Empty: those of the patterns.</param>
/// <param name="Include">Patterns of the tables that are meant.</param>
/// <param name="Exclude">Patterns of the tables that are not meant nevertheless.</param>
internal sealed record TableSelection(
    IReadOnlyList<string> Schemas,
    IReadOnlyList<(string? Schema, string Name)> Tables,
    IReadOnlyList<TablePattern> Include,
    IReadOnlyList<TablePattern> Exclude)
{
    /// <summary>Whether the tables are chosen by patterns, so that there may be none of a file's name any more.</summary>
    public bool IsByPattern => Tables.Count == 0;

    /// <summary>Whether this is all that the project wants, so that every other file is stale.</summary>
    public bool IsWholeProject { get; init; }

    /// <summary>Whether the tables, and even their schemas, may be gone, as those of files may.</summary>
    public bool MayBeGone { get; init; }

    /// <summary>Every schema that has to exist, with the start of a message about it.</summary>
    public IEnumerable<(string Schema, string Place)> RequiredSchemas => MayBeGone ? [] : IsByPattern
        ? Include.Where(pattern => pattern.Schema.Exact is not null).Select(pattern => (pattern.Schema.Exact!, pattern.Place))
        : Tables.SelectMany(table => table.Schema is null ? Schemas : [table.Schema]).Distinct(StringComparer.Ordinal).Select(schema => (schema, ""));

    /// <summary>Reads the command line's names.</summary>
    /// <exception cref="ToolException">A name is not one by SQL's rules, or names a system schema.</exception>
    public static TableSelection Parse(IReadOnlyList<string> schemas, IReadOnlyList<string> tables)
    {
        var schemaNames = schemas.Count == 0 ? ["public"] : schemas.Select(ParseSchema).Distinct(StringComparer.Ordinal).ToArray();
        var tableNames = tables.Select(ParseTable).Distinct().ToArray();
        var selection = new TableSelection(schemaNames, tableNames, [.. schemaNames.Select(TablePattern.AllOf)], []);
        var system = selection.RequiredSchemas.Select(required => required.Schema).FirstOrDefault(TablePattern.IsSystem);
        return system is null
            ? selection
            : throw new ToolException($"Schema {system} belongs to PostgreSQL itself, which does not stream changes of its own tables.", ExitCode.WrongUsage);
    }

    /// <summary>Just these tables, whether they are still there or not.</summary>
    public static TableSelection Of(IEnumerable<TableName> tables) =>
        new([], [], [.. tables.Select(TablePattern.Only)], []) { MayBeGone = true };

    public bool Includes(TableName table) =>
        IsByPattern
            ? Include.Any(pattern => pattern.Matches(table)) && !Exclude.Any(pattern => pattern.Matches(table))
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
