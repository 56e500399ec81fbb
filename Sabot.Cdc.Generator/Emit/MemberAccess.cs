using System;
using Sabot.Cdc.Generator.Model;
using Sabot.Cdc.Naming;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>The types of a row struct's members, and what they return.</summary>
internal static class MemberAccess
{
    public static string TypeOf(ColumnModel column, MemberKind member) => member switch
    {
        MemberKind.Value when column.Reader is { } reader => reader.Type + (column.NotNull ? "" : "?"),
        MemberKind.Value when column.NotNull || column.Kind == ColumnKind.Binary => ColumnAccess.ValueType(column.Value),
        MemberKind.Value => ColumnAccess.ValueType(column.Value) + "?",
        MemberKind.Text => column.NotNull ? "string" : "string?",
        MemberKind.Utf8 => "global::System.ReadOnlySpan<byte>",
        MemberKind.Raw => ColumnAccess.RawType(column.Kind, !column.NotNull),
        MemberKind.Scale => "int",
        MemberKind.Presence or MemberKind.Null => "bool",
        _ => throw Unknown(member),
    };

    /// <summary>The member's value, read from a row or composite view.</summary>
    public static string Read(ColumnModel column, int ordinal, MemberKind member, string view)
    {
        var (nullable, number) = (column.NotNull ? "" : "Nullable", Text.Number(ordinal));
        return member switch
        {
            MemberKind.Value => ReadValue(column, ordinal, view),
            MemberKind.Text => $"{view}.Get{nullable}String({number})",
            MemberKind.Utf8 => $"{view}.Get{nullable}Utf8({number})",
            MemberKind.Raw => $"{view}.{ColumnAccess.RawAccessor(column.Kind, !column.NotNull)}({number})",
            MemberKind.Scale => $"{view}.GetDecimalScale({number})",
            MemberKind.Presence => $"{view}.IsPresent({number})",
            MemberKind.Null => $"{view}.IsNull({number})",
            _ => throw Unknown(member),
        };
    }

    /// <summary>The field of a reader of elements that would else be made for each value; null if there is none.</summary>
    public static string? ElementField(ColumnModel column, int ordinal) =>
        column is { Kind: ColumnKind.Array, Value.Element.Kind: ColumnKind.Array, Reader: null }
            ? "_element" + Text.Number(ordinal)
            : null;

    private static string ReadValue(ColumnModel column, int ordinal, string view)
    {
        var (value, number) = (column.Value, Text.Number(ordinal));
        if (column.Reader is { } reader)
        {
            // Whether the user's type is a class or a struct is not known here; this is right for both.
            var read = $"{view}.Read<{reader.Type}, {reader.Reader}>({number})";
            return column.NotNull ? read : $"{view}.IsNull({number}) ? null : {read}";
        }

        var nullable = column.NotNull ? "" : "Nullable";
        switch (value.Kind)
        {
            case ColumnKind.Enum:
                return $"{view}.Read{nullable}<{value.TypeName}, {value.TypeName}Labels.Reader>({number})";
            case ColumnKind.Array:
                var elements = ElementField(column, ordinal) ?? ColumnAccess.ElementReader(value.Element!);
                return $"{view}.Get{nullable}Array({number}, {elements})";
            case ColumnKind.Composite when column.NotNull:
                return $"new {value.TypeName}View({view}.GetComposite({number}))";
            case ColumnKind.Composite:
                return $"{view}.GetNullableComposite({number}) is {{ }} value ? new {value.TypeName}View(value) : null";
            case ColumnKind.Binary:
                return $"{view}.Get{nullable}Binary({number})";
            default:
                return $"{view}.Get{nullable}{ColumnAccess.ValueAccessor(value.Kind)}({number})";
        }
    }

    private static ArgumentOutOfRangeException Unknown(MemberKind member) => new(nameof(member), member, null);
}
