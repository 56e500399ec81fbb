using System;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes the members of columns in the struct of a row, or of attributes in that of a composite.</summary>
/// <param name="source">Where to write.</param>
/// <param name="item">The table or composite.</param>
/// <param name="view">The field that holds the runtime's view.</param>
internal sealed class MemberEmitter(SourceWriter source, ItemModel item, string view)
{
    public void Emit(ColumnModel column, int ordinal)
    {
        if (MemberAccess.ElementField(column, ordinal) is { } field)
        {
            var type = $"{Runtime}.CdcElementReader<{ColumnAccess.ElementType(column.Value.Element!)}>";
            source.Line();
            source.Line($"private static readonly {type} {field} = {ColumnAccess.ElementReader(column.Value.Element!)};");
        }

        foreach (var member in column.Members)
        {
            source.Line();
            EmitMember(column, ordinal, member);
        }
    }

    private void EmitMember(ColumnModel column, int ordinal, MemberModel member)
    {
        source.Summary(member.Kind == MemberKind.Value ? column.Comment : null, Meaning(column, member.Kind));
        if (member.Kind == MemberKind.Value && column.Reader is null && column.NameOf(MemberKind.Raw) is { } raw)
        {
            source.Exception(
                "global::Sabot.Cdc.CdcValueException",
                $"The property cannot return the value ({ColumnAccess.NotHeld(column.Kind)}): read <see cref=\"{raw}\"/>.");
        }

        if (member.Kind != MemberKind.Presence && column.NameOf(MemberKind.Presence) is { } presence)
        {
            source.Exception(
                "global::Sabot.Cdc.CdcUnchangedValueException",
                $"The value is not there: see <see cref=\"{presence}\"/>.");
        }

        var read = MemberAccess.Read(column, ordinal, member.Kind, view);
        source.Line($"public {MemberAccess.TypeOf(column, member.Kind)} {member.Name} => {read};");
    }

    private string Meaning(ColumnModel column, MemberKind member)
    {
        var name = $"{(item is TableModel ? "olumn" : "ttribute")} {Text.Code(column.Name)}";
        var (start, part) = item is TableModel ? ("C", "c") : ("A", "a");
        var scale = column.Kind == ColumnKind.Decimal ? $" Divide by 10 to the <see cref=\"{Scale(column)}\"/>." : "";
        return member switch
        {
            MemberKind.Value => $"{start}{name} of {Text.Code(item.QualifiedName)}: {Declaration(column)}.",
            MemberKind.Text => $"The label of {part}{name}, also of a value that is <c>Unrecognized</c>.",
            MemberKind.Utf8 => $"{start}{name} as UTF-8{(column.NotNull ? "" : ", empty if the value is null")}.",
            MemberKind.Raw when PostgresType.IsSentAsTextWhereItExceeds(column.Kind) =>
                $"PostgreSQL's text of a value of {part}{name} that <see cref=\"{column.NameOf(MemberKind.Value)}\"/> "
                + "cannot return; null for one that it can, and for a null.",
            MemberKind.Raw => $"{start}{name} as it was sent: {ColumnAccess.NumberMeaning(column.Kind)}.{scale}",
            MemberKind.Scale => $"How many digits of the number of {part}{name} follow the decimal point.",
            MemberKind.Presence => $"Whether the value of {part}{name} is there: "
                + "an update leaves out a large (TOAST) value that it does not change.",
            MemberKind.Null => $"Whether the value of {part}{name} is null.",
            _ => throw new ArgumentOutOfRangeException(nameof(member), member, null),
        };
    }

    private string Scale(ColumnModel column) =>
        column.NameOf(MemberKind.Scale) ?? $"{item.TypeName}Batch.{column.PropertyName}Scale";

    private static string Declaration(ColumnModel column) =>
        Text.Code(column.PostgresType + (column.NotNull ? " not null" : ""))
        + (column.Domain is null ? "" : $" of domain {Text.Code(column.Domain)}")
        + (column.IsGenerated ? ", generated" : "");
}
