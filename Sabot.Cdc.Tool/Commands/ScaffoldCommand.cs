using System.CommandLine;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>scaffold</c>: writes one .cdc file per table of a database.</summary>
internal static class ScaffoldCommand
{
    internal const string ConnectionVariable = ConnectionOption.Variable;

    private const string Description =
        $"""
        Reads the tables of a database and writes one .cdc file for each.

        A file is rewritten only if its table has changed. A column that is gone stays in the file as a 'removed' line, so
        that code which uses it fails to compile with its name. Unlogged and temporary tables are left out, because
        PostgreSQL logs no changes of them, and so are partitions, which their partitioned table stands for.

        Exit codes: 0 the files match the database; 1 they do, but files were found whose table no longer exists;
        3 the database or a file could not be read or written; 64 the command line is wrong.
        """;

    public static Command Create()
    {
        var connection = ConnectionOption.Create();
        var schemas = new Option<string[]>("--schema", "-s")
        {
            Description = "Schema whose tables are read; may be given several times. Default: public. Names follow SQL's rules: unquoted ones are lower case.",
            HelpName = "name",
            DefaultValueFactory = _ => [],
        };
        var tables = new Option<string[]>("--table", "-t")
        {
            Description = "Only this table, written as table or schema.table; may be given several times. Files of other tables are left alone.",
            HelpName = "name",
            DefaultValueFactory = _ => [],
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder of the .cdc files; made if it is missing.",
            HelpName = "folder",
            DefaultValueFactory = _ => "Cdc",
        };

        var command = new Command("scaffold", Description) { connection, schemas, tables, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            ConnectionOption.Resolve(parsed),
            TableSelection.Parse(parsed.GetValue(schemas) ?? [], parsed.GetValue(tables) ?? []),
            parsed.GetValue(output)!,
            parsed.InvocationConfiguration,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string connectionString, TableSelection selection, string folder, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        // Everything is read and decided before the first file is written, so that an error leaves all files as they are.
        await using var connection = await CatalogConnection.OpenAsync(connectionString, cancellationToken);
        var catalog = await CatalogReader.ReadAsync(connection, selection, cancellationToken);
        var existing = SchemaFolder.Read(folder, selection);
        var plan = ScaffoldPlan.Make(selection, catalog, existing, folder);

        SchemaFolder.Write(folder, plan.Files);
        foreach (var file in plan.Files)
            await console.Output.WriteLineAsync($"{(file.IsChanged ? "wrote" : "unchanged")} {file.Path}");
        foreach (var table in plan.Unlogged)
            await console.Output.WriteLineAsync($"left out {table}: it is unlogged or temporary, so PostgreSQL logs no changes of it");
        foreach (var file in plan.Stale)
            await console.Error.WriteLineAsync($"{file.Path}: the database has no table {file.Table} any more whose changes could be streamed; delete the file, or bring the table back and run scaffold again.");

        var written = plan.Files.Count(file => file.IsChanged);
        await console.Output.WriteLineAsync($"{Count(plan.Files.Count, "table")}: {written} written, {plan.Files.Count - written} unchanged");
        return plan.Stale.Count > 0 ? ExitCode.StaleFiles : ExitCode.Success;
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
