namespace Sabot.Cdc;

/// <summary>How a column's values are laid out in a batch, and with that which accessor reads them.</summary>
public enum CdcType
{
    /// <summary><c>boolean</c>, one bit a value.</summary>
    Boolean,

    /// <summary><c>smallint</c>.</summary>
    Int16,

    /// <summary><c>integer</c>.</summary>
    Int32,

    /// <summary><c>bigint</c>.</summary>
    Int64,

    /// <summary><c>real</c>.</summary>
    Single,

    /// <summary><c>double precision</c>.</summary>
    Double,

    /// <summary><c>numeric(p,s)</c> with p up to 38: a 128-bit integer, scaled by the stream's s.</summary>
    Decimal,

    /// <summary>UTF-8: text types, json, xml, and PostgreSQL's own text of every type not listed here.</summary>
    Text,

    /// <summary><c>bytea</c>.</summary>
    Binary,

    /// <summary><c>date</c>: days since 1970-01-01.</summary>
    Date,

    /// <summary><c>time without time zone</c>: microseconds since midnight.</summary>
    Time,

    /// <summary><c>timestamp without time zone</c>: microseconds since 1970-01-01, no zone.</summary>
    Timestamp,

    /// <summary><c>timestamp with time zone</c>: microseconds since 1970-01-01 UTC.</summary>
    TimestampTz,

    /// <summary><c>uuid</c>: 16 bytes, most significant first.</summary>
    Uuid,

    /// <summary><c>oid</c>.</summary>
    UInt32,

    /// <summary>
    /// <c>interval</c>: months and days (int32 each) and nanoseconds (int64), which are whole microseconds. Intervals
    /// that have no place in it are sent as text (<see cref="CdcRowView.GetIntervalRaw"/>).
    /// </summary>
    Interval,

    /// <summary>
    /// A one-dimensional array: an int32 offset into the elements for each value, and the elements as a column of their
    /// own. Arrays of other shapes are sent as text (<see cref="CdcRowView.GetMisfitText"/>).
    /// </summary>
    Array,

    /// <summary>
    /// A composite: a column for each attribute. One with an array or interval in it that does not fit is sent as text
    /// as a whole (<see cref="CdcRowView.GetMisfitText"/>).
    /// </summary>
    Composite,
}
