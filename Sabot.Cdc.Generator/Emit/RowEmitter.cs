using System;
using System.Linq;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;
using Sabot.Cdc.Schema;
using static Sabot.Cdc.Generator.Emit.GeneratedFile;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>UsersRow</c>: a view of one row image, with the members of each column.</summary>
internal static class RowEmitter
{
    public static void Emit(SourceWriter source, TableModel table)
    {
        var type = table.TypeName + "Row";
        source.Summary($"A row of {Text.Code(table.QualifiedName)}.");
        source.Line("/// <remarks>");
        source.Line("/// A view into received memory, good until the enumeration moves on unless its batch is retained. A");
        source.Line("/// view that is used later throws <see cref=\"global::Sabot.Cdc.CdcStaleViewException\"/>.");
        source.Line("/// </remarks>");
        source.Line(Mark);
        source.Block($"public readonly struct {type}", () =>
        {
            source.Line($"private readonly {Runtime}.CdcRowView _row;");
            source.Line();
            source.Line($"internal {type}({Runtime}.CdcRowView row) => _row = row;");
            for (var i = 0; i < table.Columns.Count; i++)
            {
                foreach (var member in table.Columns[i].Members)
                {
                    source.Line();
                    EmitMember(source, table, i, member);
                }
            }

            foreach (var tombstone in table.Tombstones)
            {
                foreach (var member in tombstone.Members)
                {
                    source.Line();
                    EmitTombstone(source, table, tombstone, member);
                }
            }
        });
    }

    private static void EmitMember(SourceWriter source, TableModel table, int ordinal, MemberModel member)
    {
        var column = table.Columns[ordinal];
        source.Summary(Meaning(table, column, member.Kind));
        if (member.Kind == MemberKind.Value && ColumnAccess.NotHeld(column.Kind) is { } notHeld)
        {
            source.Exception(
                "global::Sabot.Cdc.CdcValueException",
                $"The property cannot return the value ({notHeld}): "
                + $"read <see cref=\"{NameOf(column, MemberKind.Raw)}\"/>.");
        }

        if (member.Kind != MemberKind.Presence && NameOf(column, MemberKind.Presence) is { } presence)
        {
            source.Exception(
                "global::Sabot.Cdc.CdcUnchangedValueException",
                $"The value is not there: see <see cref=\"{presence}\"/>.");
        }

        var type = TypeOf(column.Kind, !column.NotNull, member.Kind);
        source.Line($"public {type} {member.Name} => _row.{Accessor(column, member.Kind)}({ordinal});");
    }

    private static void EmitTombstone(
        SourceWriter source, TableModel table, TombstoneModel tombstone, MemberModel member)
    {
        var name = SchemaIdentifier.Quote(tombstone.Name);
        var message = Text.Literal($"Column {name} of {table.QualifiedName} was dropped: remove its uses.");
        var type = TypeOf(tombstone.Kind, false, member.Kind);
        source.Summary(
            $"Column {Text.Code(tombstone.Name)} of {Text.Code(table.QualifiedName)} was dropped; "
            + $"it was {Text.Code(tombstone.PostgresType)}.");
        source.Line($"[global::System.Obsolete({message}, error: true)]");
        source.Line($"public {type} {member.Name} => throw new global::System.NotSupportedException({message});");
    }

    private static string Meaning(TableModel table, ColumnModel column, MemberKind member)
    {
        var name = Text.Code(column.Name);
        var declaration = Text.Code(column.PostgresType + (column.NotNull ? " not null" : ""));
        var scale = column.Kind == ColumnKind.Decimal
            ? $" Divide by 10 to the <see cref=\"{table.TypeName}Batch.{column.PropertyName}Scale\"/>."
            : "";
        return member switch
        {
            MemberKind.Value => $"Column {name} of {Text.Code(table.QualifiedName)}: {declaration}.",
            MemberKind.Utf8 => $"Column {name} as UTF-8{(column.NotNull ? "" : ", empty if the value is null")}.",
            MemberKind.Raw when ColumnAccess.IsRawText(column.Kind) =>
                $"PostgreSQL's text of a value of column {name} that <see cref=\"{NameOf(column, MemberKind.Value)}\"/> "
                + "cannot return; null for one that it can, and for a null.",
            MemberKind.Raw => $"Column {name} as it was sent: {ColumnAccess.NumberMeaning(column.Kind)}.{scale}",
            MemberKind.Presence => $"Whether the value of column {name} is there: "
                + "an update leaves out a large (TOAST) value that it does not change.",
            MemberKind.Null => $"Whether the value of column {name} is null.",
            _ => throw Unknown(member),
        };
    }

    private static string? NameOf(ColumnModel column, MemberKind kind) =>
        column.Members.FirstOrDefault(member => member.Kind == kind)?.Name;

    private static string TypeOf(ColumnKind kind, bool isNullable, MemberKind member) => member switch
    {
        MemberKind.Value => ColumnAccess.ValueType(kind) + (isNullable && kind != ColumnKind.Binary ? "?" : ""),
        MemberKind.Utf8 => "global::System.ReadOnlySpan<byte>",
        MemberKind.Raw => ColumnAccess.RawType(kind, isNullable),
        MemberKind.Presence or MemberKind.Null => "bool",
        _ => throw Unknown(member),
    };

    private static string Accessor(ColumnModel column, MemberKind member)
    {
        var nullable = column.NotNull || column.Kind == ColumnKind.Binary ? "" : "Nullable";
        return member switch
        {
            MemberKind.Value => $"Get{nullable}{ColumnAccess.ValueAccessor(column.Kind)}",
            MemberKind.Utf8 => "GetUtf8",
            MemberKind.Raw => ColumnAccess.RawAccessor(column.Kind, !column.NotNull),
            MemberKind.Presence => "IsPresent",
            MemberKind.Null => "IsNull",
            _ => throw Unknown(member),
        };
    }

    private static ArgumentOutOfRangeException Unknown(MemberKind member) => new(nameof(member), member, null);
}
