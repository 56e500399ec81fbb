namespace Sabot.Cdc.Naming;

/// <summary>How a column's values arrive and are read; the names are those of the runtime's <c>CdcType</c>.</summary>
internal enum ColumnKind
{
    Boolean,
    Int16,
    Int32,
    Int64,
    Single,
    Double,
    Decimal,
    Text,
    Binary,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
    UInt32,
    Interval,
    Enum,
    Array,
    Composite,
}
