using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>The columns that every relation of the stream starts with, in this order.</summary>
internal static class SystemColumns
{
    internal const int Operation = 0;
    internal const int TransactionId = 1;
    internal const int Lsn = 2;
    internal const int CommitTime = 3;
    internal const int Sequence = 4;
    internal const int Unchanged = 5;
    internal const int Count = 6;

    private static readonly string[] Names = ["__op", "__xid", "__lsn", "__ts", "__seq", "__unchanged"];

    internal static string Name(int index) => Names[index];

    internal static bool HasType(int index, IArrowType type) => index switch
    {
        Operation => type.TypeId == ArrowTypeId.UInt8,
        TransactionId or Sequence => type.TypeId == ArrowTypeId.UInt32,
        Lsn => type.TypeId == ArrowTypeId.UInt64,
        CommitTime => type is TimestampType { Unit: TimeUnit.Microsecond, Timezone: not null },
        _ => type.TypeId == ArrowTypeId.Binary,
    };
}
