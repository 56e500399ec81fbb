using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using Sabot.Cdc.Tool.Catalog;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Configuration;

namespace Sabot.Cdc.Tool.Files;

/// <summary>What a run of scaffold does, decided from the catalog and the files that are there, before anything is written.</summary>
/// <param name="Files">The files of the selected tables and then of their types, each in the order of their names.</param>
/// <param name="TableCount">How many of them are of tables.</param>
/// <param name="Stale">Files that are of no use any more.</param>
/// <param name="Unlogged">Tables without a file, because PostgreSQL logs no changes of them.</param>
internal sealed record ScaffoldPlan(
    IReadOnlyList<PlannedFile> Files, int TableCount, IReadOnlyList<StaleFile> Stale, IReadOnlyList<TableName> Unlogged)
{
    /// <exception cref="ToolException">A selected table does not exist or cannot have a file, or there is nothing to do.</exception>
    public static ScaffoldPlan Make(
        TableSelection selection, CatalogSnapshot catalog, IReadOnlyList<ExistingFile> existing, string folder)
    {
        var selected = catalog.Tables.Where(table => selection.Includes(table.Name)).ToList();
        var logged = selected.Where(table => table.IsLogged).ToList();
        var unlogged = selected.Where(table => !table.IsLogged).Select(table => table.Name).ToList();
        CheckTablesExist(selection, catalog.Tables, unlogged);

        SchemaItem[] items = [.. logged.Select(table => table.Schema), .. catalog.Types];
        var stale = selection.IsByPattern ? StaleFiles(selection, items, existing) : [];
        CheckPatternsMatch(selection, catalog.Tables, existing);
        CheckFileNames(items, existing, folder);
        CheckNames(items, existing, stale);

        var byName = existing.ToDictionary(file => SchemaFileName.Of(file.Schema));
        return new ScaffoldPlan(
            [.. items.Select(item => Plan(item, byName.GetValueOrDefault(SchemaFileName.Of(item)), folder))], logged.Count, stale, unlogged);
    }

    private static PlannedFile Plan(SchemaItem item, ExistingFile? existing, string folder)
    {
        var path = Path.Combine(folder, SchemaFileName.Of(item));
        try
        {
            var text = SchemaPrinter.Print(
                item is SchemaTable table && existing is { Schema: SchemaTable before } ? Tombstones.Carry(before, table) : item);
            // The parser is strict, so an equal model is an equal text, but for line ends that git has changed.
            return new PlannedFile(path, text, existing is null || SchemaPrinter.Print(existing.Schema) != text);
        }
        catch (ArgumentException problem)
        {
            throw new ToolException($"{(item is SchemaTable ? "Table" : "Type")} {item.QualifiedName}: {problem.Message}.");
        }
    }

    private static List<StaleFile> StaleFiles(TableSelection selection, SchemaItem[] items, IReadOnlyList<ExistingFile> existing)
    {
        var planned = items.Select(SchemaFileName.Of).ToHashSet(StringComparer.Ordinal);
        var rest = existing.Where(file => !planned.Contains(SchemaFileName.Of(file.Schema))).ToList();
        var gone = rest.Where(file => file.IsTable && selection.Includes(file.Name)).Select(file => new StaleFile(
            file, $"the database has no table {file.Name} any more whose changes could be streamed; delete the file, or bring the table back and run scaffold again."));
        var leftOut = rest.Where(file => file.IsTable && selection.IsWholeProject && !selection.Includes(file.Name)).Select(file => new StaleFile(
            file, $"sabot-cdc.json leaves table {file.Name} out, so the file is not kept up to date; delete it, or include the table again."));

        // Files of tables that this run is not about need theirs, too.
        var others = selection.IsWholeProject ? [] : rest.Where(file => file.IsTable && !selection.Includes(file.Name));
        var used = UsedTypes.Of(others.Select(file => (SchemaTable)file.Schema), existing.Select(file => file.Schema));
        var unused = rest.Where(file => !file.IsTable && !used.Contains(file.Name)).Select(file => new StaleFile(
            file, $"no column has type {file.Name} any more; delete the file."));
        return [.. gone.Concat(leftOut).Concat(unused).OrderBy(stale => stale.File.IsTable ? 0 : 1).ThenBy(stale => stale.File.Name)];
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
                ? "; it has to be an ordinary or partitioned table, not a view or partition."
                : $", but {otherCase.Name} does, and by SQL's rules its name is written in this way.";
            var names = catalog.Where(table => wanted.Schema is { } schema ? table.Name.Schema == schema : selection.Schemas.Contains(table.Name.Schema))
                .Select(table => table.Name.Name);
            var meant = otherCase is null && Suggestion.Nearest(wanted.Name, names) is { } name ? $" Did you mean {SchemaIdentifier.Quote(name)}?" : "";
            throw new ToolException($"Table {TableSelection.Show(wanted)} does not exist{where}{hint}{meant}");
        }
    }

    /// <summary>A pattern that is of no table may still be of a file: its table was dropped, which is said elsewhere.</summary>
    private static void CheckPatternsMatch(TableSelection selection, IReadOnlyList<CatalogTable> catalog, IReadOnlyList<ExistingFile> existing)
    {
        if (!selection.IsByPattern)
            return;

        foreach (var pattern in selection.Include)
        {
            if (catalog.Any(table => table.IsLogged && pattern.Matches(table.Name)) || existing.Any(file => file.IsTable && pattern.Matches(file.Name)))
                continue;

            throw new ToolException(pattern.Place.Length > 0
                ? $"{pattern.Place}Pattern {pattern.Text} matches no table whose changes could be streamed; correct it or take it out."
                : $"Schema {SchemaIdentifier.Quote(pattern.Schema.Exact!)} has no tables whose changes could be streamed; name another one with --schema.");
        }

        var unused = selection.Exclude.FirstOrDefault(pattern => pattern.IsExact && !catalog.Any(table => pattern.Matches(table.Name)));
        if (unused is not null)
            throw new ToolException($"{unused.Place}There is no table {unused.Text} to leave out; correct the name or take it out.");
    }

    private static void CheckFileNames(IReadOnlyList<SchemaItem> items, IReadOnlyList<ExistingFile> existing, string folder)
    {
        foreach (var file in existing)
        {
            var name = SchemaFileName.Of(file.Schema);
            if (Path.GetFileName(file.Path) != name)
                throw new ToolException($"{file.Path} describes {(file.IsTable ? "table" : "type")} {file.Name}; rename it to {Path.Combine(folder, name)}.");
        }

        foreach (var same in items.GroupBy(SchemaFileName.Of, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(item => item.QualifiedName));
            throw new ToolException($"{(same.First() is SchemaTable ? "Tables" : "Types")} {names} would have files whose names differ in case only, which not every file system can keep apart; choose one of them with --table or \"exclude\" in sabot-cdc.json.");
        }
    }

    /// <summary>What the generator would say of the files, said before they are written.</summary>
    private static void CheckNames(IReadOnlyList<SchemaItem> items, IReadOnlyList<ExistingFile> existing, IReadOnlyList<StaleFile> stale)
    {
        var planned = items.Select(SchemaFileName.Of).ToHashSet(StringComparer.Ordinal);
        var others = existing
            .Where(file => !planned.Contains(SchemaFileName.Of(file.Schema)) && !stale.Any(stale => stale.File == file))
            .Select(file => file.Schema);
        var collisions = NameCollisions.Among([.. items, .. others]).Select(collision => collision.Message + ".").ToList();
        if (collisions.Count > 0)
            throw new ToolException(string.Join(Environment.NewLine, collisions));
    }
}
