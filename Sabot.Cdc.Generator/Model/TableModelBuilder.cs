using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Makes a table's model, or diagnostics, from its .cdc file.</summary>
internal static class TableModelBuilder
{
    public static TableResult Build(CdcFile file)
    {
        if (file.Text is null)
        {
            var unreadable = new DiagnosticModel(
                DiagnosticIds.UnreadableFile,
                new FilePlace(file.Path, new SchemaPlace(1, 1, 0, 0)),
                "The compiler cannot read this file: check that it exists, is UTF-8 text and may be read");
            return Wrong([unreadable]);
        }

        var parsed = SchemaParser.Parse(file.Text);
        return parsed.Table is { } table
            ? Build(table, file.Path)
            : Wrong(parsed.Errors.Select(error => ToDiagnostic(error, file.Path)));
    }

    private static TableResult Wrong(IEnumerable<DiagnosticModel> diagnostics) =>
        new(null, null, new EquatableArray<DiagnosticModel>(diagnostics));

    private static DiagnosticModel ToDiagnostic(SchemaError error, string path) =>
        new(DiagnosticIds.Of(error.Kind), new FilePlace(path, error.Place), error.Message);

    private static TableResult Build(SchemaTable table, string path)
    {
        var scope = new MemberScope(table, path);
        var typeName = NamingPolicy.TypeName(table);
        var columns = Columns(table, typeName, scope);
        var model = new TableModel(
            table.Schema,
            table.Name,
            typeName,
            table.Identity,
            new EquatableArray<int>(table.Key.Select(name => columns.FindIndex(column => column.Name == name))),
            new EquatableArray<ColumnModel>(columns),
            new EquatableArray<TombstoneModel>(Tombstones(table, typeName, scope)));

        // A table whose columns meet in one name has no code: half of it would only hide the error behind others.
        return scope.Diagnostics.Count == 0
            ? new TableResult(model, new FilePlace(path, table.Place), default)
            : Wrong(scope.Diagnostics);
    }

    private static List<ColumnModel> Columns(SchemaTable table, string typeName, MemberScope scope)
    {
        var properties = table.Columns.Select(column => NamingPolicy.PropertyName(column, typeName)).ToArray();
        for (var i = 0; i < properties.Length; i++)
            scope.TryClaim(properties[i], table.Columns[i]);

        return table.Columns.Select((column, i) =>
        {
            var kind = PostgresType.KindOf(column.Type);
            var members = Members(kind, !column.NotNull, table.Identity, properties[i]).ToArray();
            foreach (var member in members.Where(member => member.Kind != MemberKind.Value))
                scope.TryClaim(member.Name, column);

            return new ColumnModel(
                column.Name,
                column.Type,
                column.NotNull,
                kind,
                properties[i],
                new EquatableArray<MemberModel>(members));
        }).ToList();
    }

    private static IEnumerable<TombstoneModel> Tombstones(SchemaTable table, string typeName, MemberScope scope)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in table.Removed)
        {
            var kind = PostgresType.KindOf(column.Type);
            var property = NamingPolicy.PropertyName(column, typeName);
            var members = Members(kind, true, table.Identity, property);
            var unclaimed = new EquatableArray<MemberModel>(scope.Unclaimed(members, names));
            yield return new TombstoneModel(column.Name, column.Type, kind, unclaimed);
        }
    }

    private static IEnumerable<MemberModel> Members(
        ColumnKind kind, bool isNullable, SchemaIdentity identity, string property) =>
        ColumnMembers.Of(kind, isNullable, identity)
            .Select(member => new MemberModel(member, NamingPolicy.MemberName(property, member)));
}
