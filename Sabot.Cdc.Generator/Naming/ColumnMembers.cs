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
}
