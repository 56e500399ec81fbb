using System.Collections.Generic;
using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Naming;

/// <summary>Which members a column has in its table's row struct.</summary>
/// <remarks>The generator makes them; scaffold asks whether two columns would make one of the same name.</remarks>
internal static class ColumnMembers
{
    public static IEnumerable<MemberKind> Of(ColumnKind kind, bool isNullable, SchemaIdentity identity)
    {
        yield return MemberKind.Value;
        if (kind is ColumnKind.Enum)
            yield return MemberKind.Text;
        if (kind is ColumnKind.Text or ColumnKind.Enum)
            yield return MemberKind.Utf8;
        if (PostgresType.ExceedsItsProperty(kind))
            yield return MemberKind.Raw;

        // With the full identity, wal2arrow fills an unchanged value in from the old image.
        if (PostgresType.IsVariableLength(kind) && identity != SchemaIdentity.Full)
            yield return MemberKind.Presence;
        if (kind is ColumnKind.Text or ColumnKind.Binary && isNullable)
            yield return MemberKind.Null;
    }

    /// <summary>
    /// Which members an attribute has in its composite's struct: it may always be null, is there when the composite is,
    /// and always fits, since what does not makes the whole composite not fit.
    /// </summary>
    public static IEnumerable<MemberKind> OfAttribute(ColumnKind kind)
    {
        yield return MemberKind.Value;
        if (kind is ColumnKind.Enum)
            yield return MemberKind.Text;
        if (kind is ColumnKind.Text or ColumnKind.Enum)
            yield return MemberKind.Utf8;
        if (PostgresType.ExceedsItsProperty(kind) && !PostgresType.IsSentAsTextWhereItExceeds(kind))
            yield return MemberKind.Raw;
        if (kind is ColumnKind.Decimal)
            yield return MemberKind.Scale;
        if (kind is ColumnKind.Text or ColumnKind.Binary)
            yield return MemberKind.Null;
    }
}
