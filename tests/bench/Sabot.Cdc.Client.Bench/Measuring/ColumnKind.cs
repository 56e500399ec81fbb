namespace Sabot.Cdc.Client.Bench.Measuring;

/// <summary>The types of the workloads' columns.</summary>
internal enum ColumnKind
{
    /// <summary><c>integer</c>.</summary>
    Int32,

    /// <summary><c>bigint</c>.</summary>
    Int64,

    /// <summary><c>text</c>.</summary>
    Text,

    /// <summary><c>numeric</c>.</summary>
    Decimal,

    /// <summary><c>boolean</c>.</summary>
    Boolean,

    /// <summary><c>double precision</c>.</summary>
    Double,

    /// <summary><c>date</c>.</summary>
    Date,

    /// <summary><c>timestamp with time zone</c>.</summary>
    TimestampTz,

    /// <summary><c>uuid</c>.</summary>
    Uuid,
}
