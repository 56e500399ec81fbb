using System.Collections.Generic;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Model;

/// <summary>Finds what the types of one file's columns are, in other files where they have to be.</summary>
/// <remarks>
/// A type that is not found is an error, and read as text all the same: the rest of the table is then still there, and
/// the error is the only one.
/// </remarks>
internal sealed class ColumnResolver(SchemaItem item, string path, TypeIndex types)
{
    private readonly List<DiagnosticModel> _diagnostics = [];

    public IReadOnlyList<DiagnosticModel> Diagnostics => _diagnostics;

    public ColumnModel Resolve(SchemaColumn column, string property, EquatableArray<MemberModel> members, ValueModel value) =>
        new(column.Name, column.NotNull, value, property, members)
        {
            Domain = column.Domain,
            IsGenerated = column.IsGenerated,
            Comment = column.Comment,
            Reader = column.Reader is { } reader
                ? new ReaderModel(FullName(reader.TypeName), FullName(reader.ReaderName))
                : null,
        };

    /// <summary>The type of a column's values.</summary>
    public ValueModel ValueOf(SchemaColumn column) => ValueOf(column.Type, column);

    /// <summary>The type that a dropped column had, as far as it is still known.</summary>
    public ValueModel ValueOf(SchemaTombstone column) => ValueOf(column.Type, null);

    private ValueModel ValueOf(string type, SchemaColumn? column)
    {
        var name = SchemaTypeName.Of(type);
        if (name.IsArray)
            return new ValueModel(ColumnKind.Array, type, Element: ValueOf(name.Element, column));
        if (column is { IsText: true })
            return new ValueModel(ColumnKind.Text, type);
        if (name.Schema is null)
            return new ValueModel(PostgresType.KindOf(type), type);

        var qualified = SchemaIdentifier.Qualify(name.Schema, name.Name);
        var entry = types.Find(qualified);
        if (entry is null)
        {
            if (column is not null && !types.IsBroken(name.Schema, name.Name))
                Report(DiagnosticIds.MissingType, column, $"Type {qualified} of {Subject(column)} has no .cdc file: run 'dotnet sabot-cdc scaffold'");
        }
        else if (item is SchemaComposite && !entry.IsEnum && types.IsPartOf(item.QualifiedName, qualified))
        {
            Report(
                DiagnosticIds.RecursiveComposite,
                column!,
                $"{Subject(column!)} is {qualified}, which {item.QualifiedName} is itself a part of: PostgreSQL has no "
                + "such types, so run 'dotnet sabot-cdc scaffold' again instead of editing the files");
            entry = null;
        }

        return entry is null
            ? new ValueModel(ColumnKind.Text, type)
            : new ValueModel(entry.IsEnum ? ColumnKind.Enum : ColumnKind.Composite, type, types.FullName(entry));
    }

    private string Subject(SchemaColumn column) =>
        $"{(item is SchemaTable ? "column" : "attribute")} {SchemaIdentifier.Quote(column.Name)} of {item.QualifiedName}";

    private void Report(string id, SchemaColumn column, string message) =>
        _diagnostics.Add(new DiagnosticModel(
            id,
            new FilePlace(path, column.TypePlace),
            char.ToUpperInvariant(message[0]) + message.Substring(1)));

    private static string FullName(string name) => "global::" + NamingPolicy.Namespace(name, null);
}
