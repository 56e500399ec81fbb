using System;
using System.Collections.Generic;
using System.Linq;
using Sabot.Cdc.Generator.Diagnostics;
using Sabot.Cdc.Generator.Emit;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Contracts;

/// <summary>
/// Holds a contract against its table: what it reads must be there, of the type and nullability it says.
/// </summary>
/// <remarks>
/// A wrong property is implemented all the same, to throw: what is wrong is said once, at the property, and not again
/// by the compiler, which would miss its implementation.
/// </remarks>
internal static class ContractChecker
{
    public static ContractCheck Check(ContractTarget target)
    {
        var (declaration, table) = (target.Declaration, target.Table);
        if (declaration.Model is not { } contract)
            return new ContractCheck(null, declaration.Diagnostics);

        var diagnostics = declaration.Diagnostics.ToList();
        if (table is null && !target.IsBroken)
            diagnostics.Add(UnknownTable(contract, declaration.TablePlace, target.Suggestion));

        var members = new List<ContractMember>();
        var reader = table is null ? null : new RowMembers(table);
        for (var i = 0; i < contract.Properties.Count; i++)
        {
            var property = contract.Properties[i];
            var member = reader?.Find(property.Name);
            var wrong = reader is null ? null
                : Compare(contract, property, member, reader, declaration.PropertyPlaces[i]);
            if (wrong is not null)
                diagnostics.Add(wrong);

            var isRight = member is not null && wrong is null;
            if ((isRight ? TypeOf(property.Type, member!.Type) : property.Type.Text) is { } type)
                members.Add(new ContractMember(property, type, isRight ? property.Name : null));
        }

        var row = table is null ? null : $"global::{table.Namespace}.{table.TypeName}Row";
        return new ContractCheck(
            new ContractCode(contract, row, new EquatableArray<ContractMember>(members)),
            new EquatableArray<DiagnosticModel>(diagnostics));
    }

    private static DiagnosticModel UnknownTable(ContractModel contract, FilePlace place, string? suggestion) =>
        new(
            DiagnosticIds.ContractTable,
            place,
            $"Contract {contract.Name} is of table {contract.Table}, which has no .cdc file in this project: "
            + (suggestion is null
                ? "write 'schema.table' as the .cdc file does, or run 'dotnet sabot-cdc scaffold' for the table"
                : $"did you mean {suggestion}?"));

    private static DiagnosticModel? Compare(
        ContractModel contract, ContractProperty property, RowMember? member, RowMembers members, FilePlace place)
    {
        var subject = $"{contract.Name}.{property.Name}";
        var (declared, table) = (property.Type, members.Table.QualifiedName);
        if (member is null)
        {
            return new DiagnosticModel(
                DiagnosticIds.ContractColumnMissing,
                place,
                $"{subject} reads a column that {table} does not have: "
                + (members.Nearest(property.Name) is { } nearest
                    ? $"did you mean {nearest}?"
                    : "remove the property, or run 'dotnet sabot-cdc scaffold' if the database has the column"));
        }

        var column = $"column {SchemaIdentifier.Quote(member.Column)} of {table}";
        if (member.Dropped is { } dropped)
        {
            return new DiagnosticModel(
                DiagnosticIds.ContractColumnDropped,
                place,
                $"{subject} reads {column}, which was dropped: {dropped.Advice("remove the property")}");
        }

        // One that allows for null where there is none is right, too, so that SET NOT NULL breaks nobody.
        if (declared.Is(member.Type) || declared.Is(member.Type + "?"))
            return null;

        var actual = member.Shown;
        return member.Type.EndsWith("?", StringComparison.Ordinal) && declared.Is(member.Type.TrimEnd('?'))
            ? new DiagnosticModel(
                DiagnosticIds.ContractColumnNullable,
                place,
                $"{subject} is declared as {declared.Shown}, but {column} can be null: declare it as {actual}")
            : new DiagnosticModel(
                DiagnosticIds.ContractColumnType,
                place,
                $"{subject} is declared as {declared.Shown}, but {column} ({member.PostgresType}) is read as {actual}: "
                + $"declare it as {actual}");
    }

    /// <summary>The declared type in full: the member's, or that with null.</summary>
    private static string TypeOf(DeclaredType declared, string member) =>
        declared.Is(member) ? member : member + "?";
}
