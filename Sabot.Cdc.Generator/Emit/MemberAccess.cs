using System;
using Sabot.Cdc.Generator.Model;

namespace Sabot.Cdc.Generator.Emit;

/// <summary>The types of a row struct's members, and the runtime's accessors that they call.</summary>
internal static class MemberAccess
{
    public static string TypeOf(ColumnKind kind, bool isNullable, MemberKind member) => member switch
    {
        MemberKind.Value => ColumnAccess.ValueType(kind) + (isNullable && kind != ColumnKind.Binary ? "?" : ""),
        MemberKind.Utf8 => "global::System.ReadOnlySpan<byte>",
        MemberKind.Raw => ColumnAccess.RawType(kind, isNullable),
        MemberKind.Presence or MemberKind.Null => "bool",
        _ => throw Unknown(member),
    };

    public static string Accessor(ColumnModel column, MemberKind member)
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
