using System.CommandLine;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Configuration;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Commands;

/// <summary><c>scaffold</c>: writes one .cdc file per table of a database, and one per enum and composite they use.</summary>
internal static class ScaffoldCommand
{
    private const string Description =
        $"""
        Reads the tables of a database and writes one .cdc file for each, and one for each enum and composite type that
        their columns have.

        A file is rewritten only if its table has changed. A column that is gone stays in the file as a 'removed' line, so
        that code which uses it fails to compile with its name. Unlogged and temporary tables are left out, because
        PostgreSQL logs no changes of them, and so are partitions, which their partitioned table stands for.

        What the options do not say, {ToolConfiguration.FileName} does: that of the working directory or of the nearest
        folder above it.
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
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"Folder of the .cdc files; made if it is missing. Default: {ToolConfiguration.DefaultOutput}.",
            HelpName = "folder",
        };

        var command = new ToolCommand("scaffold", Description) { connection, schemas, tables, output };
        command.Examples =
        [
            ("scaffold", "what sabot-cdc.json says, or without one the tables of schema public, into folder Cdc"),
            ("scaffold --table users --table sales.orders", "the files of two tables; others are left alone"),
        ];
        command.ExitCodes = "0 the files match the database; 1 they do, but files were found that are of no use any more; 3 the database or a file could not be read or written; 64 the command line is wrong.";
        command.SetAction((parsed, cancellationToken) =>
        {
            var configuration = ConfigOption.Find(parsed);
            return RunAsync(
                ConnectionOption.Resolve(parsed),
                SelectionOf(parsed.GetValue(schemas) ?? [], parsed.GetValue(tables) ?? [], configuration),
                parsed.GetValue(output) ?? configuration?.OutputFolder ?? ToolConfiguration.DefaultOutput,
                configuration,
                parsed.InvocationConfiguration,
                cancellationToken);
        });
        return command;
    }

    /// <summary>Names on the command line take the place of the file's patterns.</summary>
    private static TableSelection SelectionOf(string[] schemas, string[] tables, ToolConfiguration? configuration) =>
        configuration is null || schemas.Length + tables.Length > 0 ? TableSelection.Parse(schemas, tables) : configuration.Selection;

    private static async Task<int> RunAsync(
        string connectionString,
        TableSelection selection,
        string folder,
        ToolConfiguration? configuration,
        InvocationConfiguration console,
        CancellationToken cancellationToken)
    {
        // Everything is read and decided before the first file is written, so that an error leaves all files as they are.
        await using var connection = await CatalogConnection.OpenAsync(connectionString, cancellationToken);
        var catalog = await CatalogReader.ReadAsync(connection, selection, cancellationToken);
        if (configuration is not null)
            catalog = Bake(configuration, catalog, selection);
        var existing = SchemaFolder.Read(folder, selection, catalog.Types);
        var plan = ScaffoldPlan.Make(selection, catalog, existing, folder);

        SchemaFolder.Write(folder, plan.Files);
        foreach (var file in plan.Files)
            await console.Output.WriteLineAsync($"{(file.IsChanged ? "wrote" : "unchanged")} {file.Path}");
        foreach (var table in plan.Unlogged)
            await console.Output.WriteLineAsync($"left out {table}: it is unlogged or temporary, so PostgreSQL logs no changes of it");
        foreach (var column in catalog.LeftOut)
            await console.Output.WriteLineAsync($"left out {column}");
        foreach (var warning in catalog.Warnings)
            await console.Error.WriteLineAsync($"warning: {warning}");
        foreach (var stale in plan.Stale)
            await console.Error.WriteLineAsync($"{stale.File.Path}: {stale.Reason}");

        var written = plan.Files.Count(file => file.IsChanged);
        var types = plan.Files.Count - plan.TableCount;
        await console.Output.WriteLineAsync(
            $"{Count(plan.TableCount, "table")}{(types == 0 ? "" : $", {Count(types, "type")}")}: {written} written, {plan.Files.Count - written} unchanged");
        return plan.Stale.Count > 0 ? ExitCode.StaleFiles : ExitCode.Success;
    }

    /// <summary>What the catalog says of the selected tables, with the names and readers that the configuration gives them.</summary>
    internal static CatalogSnapshot Bake(ToolConfiguration configuration, CatalogSnapshot catalog, TableSelection selection)
    {
        var selected = catalog.Tables.Where(table => table.IsLogged && selection.Includes(table.Name)).Select(table => table.Schema);
        var baked = new NameBaker(configuration, selection.IsWholeProject).Bake([.. selected, .. catalog.Types]);
        var tables = baked.OfType<SchemaTable>().ToDictionary(TableName.Of);
        return catalog with
        {
            Tables = [.. catalog.Tables.Select(table => table with { Schema = tables.GetValueOrDefault(table.Name, table.Schema) })],
            Types = [.. baked.Where(item => item is not SchemaTable)],
        };
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
