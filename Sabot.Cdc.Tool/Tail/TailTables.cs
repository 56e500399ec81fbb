using Npgsql;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>Which tables are wanted: names, and all tables of schemas.</summary>
internal static class TailTables
{
    private const string AllOfSchema = "*";

    /// <summary>
    /// The names as option <c>tables</c> of the plugin takes them; null when none is given. Names follow SQL's rules,
    /// one without a schema is in public, and <c>schema.*</c> is every table of a schema.
    /// </summary>
    /// <exception cref="ToolException">A name is not one, or there is no such table now: it would be waited for in vain.</exception>
    public static async Task<string?> ResolveAsync(NpgsqlConnection connection, IEnumerable<string> given, CancellationToken cancellationToken)
    {
        var names = given.SelectMany(Split).Select(Parse).Distinct().ToList();
        foreach (var (schema, table) in names)
        {
            await using var command = new NpgsqlCommand(
                table == AllOfSchema
                    ? "SELECT count(*) > 0 FROM pg_namespace WHERE nspname = $1"
                    : "SELECT count(*) > 0 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = $1 AND relname = $2 AND relkind IN ('r', 'p')",
                connection)
            {
                Parameters = { new() { Value = schema } },
            };
            if (table != AllOfSchema)
                command.Parameters.Add(new() { Value = table });
            if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            {
                throw new ToolException(table == AllOfSchema
                    ? $"Schema {SchemaIdentifier.Quote(schema)} does not exist in database {connection.Database}."
                    : $"Table {SchemaIdentifier.Qualify(schema, table)} does not exist in database {connection.Database}.");
            }
        }

        return names.Count == 0 ? null : string.Join(",", names.Select(Print));
    }

    private static string Print((string Schema, string Table) name) =>
        SqlText.Identifier(name.Schema) + "." + (name.Table == AllOfSchema ? AllOfSchema : SqlText.Identifier(name.Table));

    internal static (string Schema, string Table) Parse(string text)
    {
        if (text.EndsWith(".*", StringComparison.Ordinal) && SqlName.TryParse(text[..^2]) is [var all])
            return (all, AllOfSchema);
        return SqlName.TryParse(text) switch
        {
            [var table] when !HasStar(text) => ("public", table),
            [var schema, var table] when !HasStar(text) => (schema, table),
            _ => throw new ToolException(
                $"'{text}' is no name of a table; write table, schema.table, or schema.* for all of a schema, with double quotes around a name that has other characters than a-z, 0-9 and _.",
                ExitCode.WrongUsage),
        };
    }

    // In double quotes it is a part of a name.
    private static bool HasStar(string text) => text.Split('"').Where((_, i) => i % 2 == 0).Any(part => part.Contains('*'));

    /// <summary>The parts between commas, of which those in double quotes are parts of a name.</summary>
    internal static IEnumerable<string> Split(string text)
    {
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                isQuoted = !isQuoted;
            if (text[i] != ',' || isQuoted)
                continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }

        yield return text[start..].Trim();
    }
}
