using Npgsql;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;
using Sabot.Cdc.Tool.Files;

namespace Sabot.Cdc.Tool.Check;

/// <summary>Compares the files with what scaffold would write.</summary>
internal static class DatabaseCheck
{
    /// <exception cref="ToolException">There is nothing to compare, or something cannot be read.</exception>
    public static async Task<CheckResult> RunAsync(
        NpgsqlConnection connection, string folder, ToolConfiguration? configuration, CancellationToken cancellationToken)
    {
        var existing = SchemaFolder.Read(folder, TableSelection.Parse([], []), []);
        // Without a configuration, nobody has said which tables are wanted but the files themselves.
        if (configuration is null && !existing.Any(file => file.IsTable))
            throw new ToolException($"{folder} has no .cdc files of tables to compare; run 'dotnet sabot-cdc scaffold', or name their folder with --output.");

        var selection = configuration?.Selection ?? TableSelection.Of(existing.Where(file => file.IsTable).Select(file => file.Name));
        var catalog = await CatalogReader.ReadAsync(connection, selection, cancellationToken);
        if (configuration is not null)
            catalog = ScaffoldCommand.Bake(configuration, catalog, selection);
        var plan = ScaffoldPlan.Make(selection, catalog, existing, folder);
        return new CheckResult(Compare(selection, existing, plan), folder, $"those of database {connection.Database}", FilesAreAfter: false);
    }

    /// <summary>The differences of the files from those that the plan would write.</summary>
    internal static IReadOnlyList<Difference> Compare(TableSelection selection, IReadOnlyList<ExistingFile> existing, ScaffoldPlan plan)
    {
        var leftOut = existing.Where(file => file.IsTable && !selection.Includes(file.Name)).ToList();
        var planned = plan.Files.Select(file => SchemaParser.Parse(file.Text).Item ?? throw new InvalidOperationException($"The text planned for {file.Path} cannot be parsed."));
        var sides = new ComparedSides(new SchemaSet(existing.Except(leftOut).Select(file => file.Schema)), new SchemaSet(planned), FilesAreAfter: false);
        return SchemaComparison.InOrder(SchemaComparison.Compare(sides).Concat(leftOut.Select(file => SchemaComparison.Useless(
            file.Schema, $"Table {file.Name} is left out by sabot-cdc.json, so its file is not kept up to date: delete it, or include the table again"))));
    }
}
