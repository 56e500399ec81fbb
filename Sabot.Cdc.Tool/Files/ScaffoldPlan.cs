using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Files;

/// <summary>What a run of scaffold does, decided from the catalog and the files that are there, before anything is written.</summary>
/// <param name="Files">The files of the selected tables, in the order of the tables' names.</param>
/// <param name="Stale">Files whose table is gone.</param>
/// <param name="Unlogged">Tables without a file, because PostgreSQL logs no changes of them.</param>
internal sealed record ScaffoldPlan(
    IReadOnlyList<PlannedFile> Files, IReadOnlyList<ExistingFile> Stale, IReadOnlyList<TableName> Unlogged)
{
    /// <exception cref="ToolException">A selected table does not exist or cannot have a file, or there is nothing to do.</exception>
    public static ScaffoldPlan Make(
        TableSelection selection, IReadOnlyList<CatalogTable> catalog, IReadOnlyList<ExistingFile> existing, string folder)
    {
        var selected = catalog.Where(table => selection.Includes(table.Name)).ToList();
        var logged = selected.Where(table => table.IsLogged).ToList();
        var unlogged = selected.Where(table => !table.IsLogged).Select(table => table.Name).ToList();
        CheckTablesExist(selection, catalog, unlogged);

        var stale = !selection.IsWholeSchemas ? [] : existing
            .Where(file => selection.Includes(file.Table) && !logged.Exists(table => table.Name == file.Table))
            .OrderBy(file => file.Table)
            .ToList();
        CheckSchemasAreNotEmpty(selection, logged, stale);
        CheckFileNames(logged, existing, folder);

        var byTable = existing.ToDictionary(file => file.Table);
        return new ScaffoldPlan([.. logged.Select(table => Plan(table, byTable.GetValueOrDefault(table.Name), folder))], stale, unlogged);
    }

    private static PlannedFile Plan(CatalogTable table, ExistingFile? existing, string folder)
    {
        var path = Path.Combine(folder, SchemaFileName.Of(table.Name));
        try
        {
            var text = SchemaPrinter.Print(existing is null ? table.Schema : Tombstones.Carry(existing.Schema, table.Schema));
            // The parser is strict, so an equal model is an equal text, but for line ends that git has changed.
            return new PlannedFile(path, text, existing is null || SchemaPrinter.Print(existing.Schema) != text);
        }
        catch (ArgumentException problem)
        {
            throw new ToolException($"Table {table.Name}: {problem.Message}.");
        }
    }

    private static void CheckTablesExist(TableSelection selection, IReadOnlyList<CatalogTable> catalog, IReadOnlyList<TableName> unlogged)
    {
        foreach (var wanted in selection.Tables)
        {
            var one = selection with { Tables = [wanted] };
            if (unlogged.Any(one.Includes))
                throw new ToolException($"Table {TableSelection.Show(wanted)} is unlogged or temporary, so PostgreSQL logs no changes of it; see ALTER TABLE … SET LOGGED.");
            if (catalog.Any(table => one.Includes(table.Name)))
                continue;

            var where = wanted.Schema is null ? $" in schema {string.Join(", ", selection.Schemas.Select(SchemaIdentifier.Quote))}" : "";
            var otherCase = catalog.FirstOrDefault(table => string.Equals(table.Name.Name, wanted.Name, StringComparison.OrdinalIgnoreCase));
            var hint = otherCase is null
                ? "; it has to be an ordinary or partitioned table, not a view or partition"
                : $", but {otherCase.Name} does, and by SQL's rules its name is written in this way";
            throw new ToolException($"Table {TableSelection.Show(wanted)} does not exist{where}{hint}.");
        }
    }

    private static void CheckSchemasAreNotEmpty(TableSelection selection, IReadOnlyList<CatalogTable> logged, IReadOnlyList<ExistingFile> stale)
    {
        if (!selection.IsWholeSchemas)
            return;

        foreach (var schema in selection.Schemas)
        {
            if (!logged.Any(table => table.Name.Schema == schema) && !stale.Any(file => file.Table.Schema == schema))
                throw new ToolException($"Schema {SchemaIdentifier.Quote(schema)} has no tables whose changes could be streamed; name another one with --schema.");
        }
    }

    private static void CheckFileNames(IReadOnlyList<CatalogTable> logged, IReadOnlyList<ExistingFile> existing, string folder)
    {
        foreach (var file in existing)
        {
            var name = SchemaFileName.Of(file.Table);
            if (Path.GetFileName(file.Path) != name)
                throw new ToolException($"{file.Path} describes table {file.Table}; rename it to {Path.Combine(folder, name)}.");
        }

        foreach (var same in logged.GroupBy(table => SchemaFileName.Of(table.Name), StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(table => table.Name));
            throw new ToolException($"Tables {names} would have files whose names differ in case only, which not every file system can keep apart; choose one of them with --table.");
        }
    }
}
