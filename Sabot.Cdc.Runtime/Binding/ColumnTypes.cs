using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>Which Arrow type holds the values of which <see cref="CdcType"/>.</summary>
internal static class ColumnTypes
{
    private const int MostDigits = 38;
    private const int UuidLength = 16;

    /// <summary>True when an accessor of the compiled type reads what the stream sends.</summary>
    internal static bool Match(CdcType compiled, IArrowType streamed) => compiled switch
    {
        CdcType.Boolean => streamed.TypeId == ArrowTypeId.Boolean,
        CdcType.Int16 => streamed.TypeId == ArrowTypeId.Int16,
        CdcType.Int32 => streamed.TypeId == ArrowTypeId.Int32,
        CdcType.Int64 => streamed.TypeId == ArrowTypeId.Int64,
        CdcType.Single => streamed.TypeId == ArrowTypeId.Float,
        CdcType.Double => streamed.TypeId == ArrowTypeId.Double,
        CdcType.Decimal => streamed is Decimal128Type { Scale: >= 0 and <= MostDigits },
        CdcType.Text => streamed.TypeId == ArrowTypeId.String,
        CdcType.Binary => streamed.TypeId == ArrowTypeId.Binary,
        CdcType.Date => streamed.TypeId == ArrowTypeId.Date32,
        CdcType.Time => streamed is Time64Type { Unit: TimeUnit.Microsecond },
        CdcType.Timestamp => streamed is TimestampType { Unit: TimeUnit.Microsecond, Timezone: null },
        CdcType.TimestampTz => streamed is TimestampType { Unit: TimeUnit.Microsecond, Timezone: not null },
        CdcType.Uuid => streamed.TypeId == ArrowTypeId.FixedSizedBinary
            && streamed is FixedSizeBinaryType { ByteWidth: UuidLength },
        CdcType.UInt32 => streamed.TypeId == ArrowTypeId.UInt32,
        CdcType.Interval => streamed is IntervalType { Unit: IntervalUnit.MonthDayNanosecond },
        CdcType.Array => streamed.TypeId == ArrowTypeId.List,
        CdcType.Composite => streamed.TypeId == ArrowTypeId.Struct,
        _ => false,
    };

    /// <summary>The type whose accessors read what the stream sends; null when there is none.</summary>
    internal static CdcType? Find(IArrowType streamed)
    {
        foreach (var type in Enum.GetValues<CdcType>())
        {
            if (Match(type, streamed))
                return type;
        }

        return null;
    }

    /// <summary>True when some values of the type have no place in its column and are sent as text.</summary>
    internal static bool CanMisfit(IArrowType streamed) => streamed switch
    {
        IntervalType or ListType => true,
        StructType composite => composite.Fields.Any(attribute => CanMisfit(attribute.DataType)),
        _ => false,
    };

    /// <summary>Bytes of one fixed-width value, or 0 for booleans, which are bits.</summary>
    internal static int Width(CdcType type) => type switch
    {
        CdcType.Int16 => sizeof(short),
        CdcType.Int32 or CdcType.UInt32 or CdcType.Single or CdcType.Date => sizeof(int),
        CdcType.Int64 or CdcType.Double or CdcType.Time or CdcType.Timestamp or CdcType.TimestampTz => sizeof(long),
        CdcType.Decimal or CdcType.Uuid or CdcType.Interval => 16,
        _ => 0,
    };
}
