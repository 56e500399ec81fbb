using System;
using System.Linq;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>Writes <c>UsersRow</c>: a view of one row image, with the members of each column.</summary>
internal static class RowEmitter
{
    public static void Emit(SourceWriter source, TableModel table)
    {
        var type = table.TypeName + "Row";
        source.Summary($"A row of {Text.Code(table.QualifiedName)}.");
        source.Line("/// <remarks>");
        source.Line("/// A view into received memory, good until the enumeration moves on, unless its batch is retained. A view that is used");
        source.Line("/// later throws <see cref=\"global::Sabot.Cdc.CdcStaleViewException\"/>.");
        source.Line("/// </remarks>");
        source.Line(GeneratedFile.Attribute);
        source.Block($"public readonly struct {type}", () =>
        {
            source.Line($"private readonly {GeneratedFile.Runtime}.CdcRowView _row;");
            source.Line();
            source.Line($"internal {type}({GeneratedFile.Runtime}.CdcRowView row) => _row = row;");
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
        var name = Text.Code(column.Name);
        var declared = Text.Code(column.PostgresType + (column.NotNull ? " not null" : ""));
        source.Summary(member.Kind switch
        {
            MemberKind.Value => $"Column {name} of {Text.Code(table.QualifiedName)}: {declared}.",
            MemberKind.Utf8 => $"Column {name} as UTF-8" + (column.NotNull ? "." : ", empty if the value is null."),
            MemberKind.Raw => $"Column {name} as it was sent: {ColumnAccess.RawMeaning(column.Kind)}."
                + (column.Kind == ColumnKind.Decimal ? $" Divide by 10 to the <see cref=\"{table.TypeName}Batch.{column.PropertyName}Scale\"/>." : ""),
            MemberKind.Presence => $"Whether the value of column {name} is there: an update leaves out a large (TOAST) value that it does not change.",
            MemberKind.Null => $"Whether the value of column {name} is null.",
            _ => throw new ArgumentOutOfRangeException(nameof(member), member.Kind, null),
        });

        if (member.Kind == MemberKind.Value && ColumnAccess.NotHeld(column.Kind) is { } notHeld)
        {
            var raw = column.Members.Single(other => other.Kind == MemberKind.Raw).Name;
            source.Line($"/// <exception cref=\"global::Sabot.Cdc.CdcValueException\">The value is none that C# holds ({notHeld}): read <see cref=\"{raw}\"/>.</exception>");
        }

        var presence = column.Members.FirstOrDefault(other => other.Kind == MemberKind.Presence)?.Name;
        if (presence is not null && member.Kind != MemberKind.Presence)
            source.Line($"/// <exception cref=\"global::Sabot.Cdc.CdcUnchangedValueException\">The value is not there: see <see cref=\"{presence}\"/>.</exception>");

        source.Line($"public {TypeOf(column.Kind, !column.NotNull, member.Kind)} {member.Name} => _row.{Accessor(column, member.Kind)}({ordinal});");
    }

    private static void EmitTombstone(SourceWriter source, TableModel table, TombstoneModel tombstone, MemberModel member)
    {
        var message = Text.Literal($"Column {SchemaIdentifier.Quote(tombstone.Name)} of {table.QualifiedName} was dropped: remove its uses.");
        source.Summary($"Column {Text.Code(tombstone.Name)} of {Text.Code(table.QualifiedName)} was dropped; it was {Text.Code(tombstone.PostgresType)}.");
        source.Line($"[global::System.Obsolete({message}, error: true)]");
        source.Line($"public {TypeOf(tombstone.Kind, false, member.Kind)} {member.Name} => throw new global::System.NotSupportedException({message});");
    }

    private static string TypeOf(ColumnKind kind, bool isNullable, MemberKind member) => member switch
    {
        MemberKind.Value => ColumnAccess.ValueType(kind) + (isNullable && kind != ColumnKind.Binary ? "?" : ""),
        MemberKind.Utf8 => "global::System.ReadOnlySpan<byte>",
        MemberKind.Raw => ColumnAccess.RawType(kind) + (isNullable ? "?" : ""),
        MemberKind.Presence or MemberKind.Null => "bool",
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, null),
    };

    private static string Accessor(ColumnModel column, MemberKind member)
    {
        var nullable = column.NotNull || column.Kind == ColumnKind.Binary ? "" : "Nullable";
        return member switch
        {
            MemberKind.Value => $"Get{nullable}{ColumnAccess.ValueAccessor(column.Kind)}",
            MemberKind.Utf8 => "GetUtf8",
            MemberKind.Raw => $"Get{nullable}{ColumnAccess.RawAccessor(column.Kind)}",
            MemberKind.Presence => "IsPresent",
            MemberKind.Null => "IsNull",
            _ => throw new ArgumentOutOfRangeException(nameof(member), member, null),
        };
    }
}
