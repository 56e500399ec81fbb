using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Contracts;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Makes the model of a table.</summary>
internal static class TableModelBuilder
{
    /// <summary>
    /// The model; null if columns meet in one name: half of the table would only hide the error behind others.
    /// </summary>
    public static TableModel? Build(
        SchemaTable table, string @namespace, string path, TypeIndex types, List<DiagnosticModel> diagnostics)
    {
        var typeName = NamingPolicy.TypeName(table);
        var scope = new MemberScope(table, typeName, path);
        var resolver = new ColumnResolver(table, path, types);
        var properties = scope.ClaimProperties(table.Columns);
        var columns = table.Columns.Select((column, i) =>
        {
            var value = resolver.ValueOf(column);
            var kinds = ColumnMembers.Of(value.Kind, !column.NotNull, table.Identity);
            return resolver.Resolve(column, properties[i], scope.ClaimMembers(column, properties[i], kinds), value);
        }).ToList();
        var tombstones = Tombstones(table, columns, typeName, scope, resolver).ToList();

        diagnostics.AddRange(resolver.Diagnostics);
        diagnostics.AddRange(scope.Diagnostics);
        return scope.Diagnostics.Count > 0 ? null : new TableModel(
            table.Schema,
            table.Name,
            @namespace,
            typeName,
            table.Comment,
            table.Identity,
            new EquatableArray<int>(table.Key.Select(name => columns.FindIndex(column => column.Name == name))),
            new EquatableArray<ColumnModel>(columns),
            new EquatableArray<TombstoneModel>(tombstones));
    }

    private static IEnumerable<TombstoneModel> Tombstones(
        SchemaTable table, List<ColumnModel> columns, string typeName, MemberScope scope, ColumnResolver resolver)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in table.Removed)
        {
            var value = resolver.ValueOf(column);
            var property = NamingPolicy.PropertyName(column, typeName);
            var kinds = ColumnMembers.Of(value.Kind, isNullable: true, table.Identity);
            var members = scope.Unclaimed(property, kinds, names);
            yield return new TombstoneModel(column.Name, value, members, SuccessorOf(column, columns));
        }
    }

    /// <summary>
    /// The property of the only column of the type whose name is like the old one: a file does not say what became of a
    /// column, since PostgreSQL does not.
    /// </summary>
    private static string? SuccessorOf(SchemaTombstone column, List<ColumnModel> columns)
    {
        var alike = columns.FindAll(other => other.PostgresType == column.Type && IsLike(other.Name, column.Name));
        return alike.Count == 1 ? alike[0].PropertyName : null;

        static bool IsLike(string one, string other) =>
            one.Contains(other) || other.Contains(one) || Spelling.Nearest(one, [other]) is not null;
    }
}
