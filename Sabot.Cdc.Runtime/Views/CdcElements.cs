namespace Sabot.Cdc;

/// <summary>
/// The readers of arrays' elements: what <see cref="CdcRowView.GetArray"/> is given. Elements of an array may always be
/// null.
/// </summary>
/// <remarks>
/// Each reads elements of the <see cref="CdcType"/> of its name and throws <see cref="InvalidOperationException"/> on
/// others. Those of .NET types that hold less than PostgreSQL's throw <see cref="CdcValueException"/> on what they
/// cannot hold, and have a <c>Raw</c> twin that reads it, as the accessors of <see cref="CdcRowView"/> have.
/// </remarks>
public static class CdcElements
{
    /// <summary><c>boolean</c>.</summary>
    public static CdcElementReader<bool?> Boolean { get; } = new(static value => value.GetBoolean());

    /// <summary><c>smallint</c>.</summary>
    public static CdcElementReader<short?> Int16 { get; } = new(static value => value.GetInt16());

    /// <summary><c>integer</c>.</summary>
    public static CdcElementReader<int?> Int32 { get; } = new(static value => value.GetInt32());

    /// <summary><c>bigint</c>.</summary>
    public static CdcElementReader<long?> Int64 { get; } = new(static value => value.GetInt64());

    /// <summary><c>oid</c>.</summary>
    public static CdcElementReader<uint?> UInt32 { get; } = new(static value => value.GetUInt32());

    /// <summary><c>real</c>.</summary>
    public static CdcElementReader<float?> Single { get; } = new(static value => value.GetSingle());

    /// <summary><c>double precision</c>.</summary>
    public static CdcElementReader<double?> Double { get; } = new(static value => value.GetDouble());

    /// <summary><c>numeric</c>.</summary>
    public static CdcElementReader<decimal?> Decimal { get; } = new(static value => value.GetDecimal());

    /// <inheritdoc cref="CdcRowView.GetDecimalRaw"/>
    public static CdcElementReader<Int128?> DecimalRaw { get; } = new(static value => value.GetDecimalRaw());

    /// <inheritdoc cref="CdcRowView.GetDecimalText"/>
    public static CdcElementReader<string?> DecimalText { get; } = new(static value => value.GetDecimalText());

    /// <summary>Text, each element as a new string.</summary>
    public static CdcElementReader<string?> Text { get; } = new(static value => value.GetString());

    /// <summary><c>bytea</c>, each element as a new array.</summary>
    public static CdcElementReader<byte[]?> Binary { get; } = new(static value => value.GetBinary().ToArray());

    /// <summary><c>date</c>.</summary>
    public static CdcElementReader<DateOnly?> Date { get; } = new(static value => value.GetDate());

    /// <inheritdoc cref="CdcRowView.GetDateRaw"/>
    public static CdcElementReader<int?> DateRaw { get; } = new(static value => value.GetDateRaw());

    /// <summary><c>time without time zone</c>.</summary>
    public static CdcElementReader<TimeOnly?> Time { get; } = new(static value => value.GetTime());

    /// <inheritdoc cref="CdcRowView.GetTimeRaw"/>
    public static CdcElementReader<long?> TimeRaw { get; } = new(static value => value.GetTimeRaw());

    /// <summary><c>timestamp without time zone</c>, of <see cref="DateTimeKind.Unspecified"/>.</summary>
    public static CdcElementReader<DateTime?> Timestamp { get; } = new(static value => value.GetTimestamp());

    /// <summary><c>timestamp with time zone</c>, of <see cref="DateTimeKind.Utc"/>.</summary>
    public static CdcElementReader<DateTime?> TimestampTz { get; } = new(static value => value.GetTimestampTz());

    /// <inheritdoc cref="CdcRowView.GetTimestampRaw"/>
    public static CdcElementReader<long?> TimestampRaw { get; } = new(static value => value.GetTimestampRaw());

    /// <summary><c>uuid</c>.</summary>
    public static CdcElementReader<Guid?> Uuid { get; } = new(static value => value.GetUuid());

    /// <summary><c>interval</c>.</summary>
    public static CdcElementReader<CdcInterval?> Interval { get; } = new(static value => value.GetInterval());

    /// <summary>Composites as views by attributes' ordinals.</summary>
    public static CdcElementReader<CdcCompositeView?> Composite { get; } = new(static value => value.GetComposite());

    /// <summary>Composites as views of another type; make the reader once.</summary>
    /// <param name="create">Makes the view; generated code passes the constructor of its own.</param>
    public static CdcElementReader<T?> CompositeOf<T>(Func<CdcCompositeView, T> create)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(create);
        return new CdcElementReader<T?>(value => create(value.GetComposite()));
    }

    /// <summary>Text that is another type's, such as an enum; make the reader once.</summary>
    /// <param name="parse">Makes the value of its text.</param>
    public static CdcElementReader<T?> TextOf<T>(CdcTextParser<T> parse)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(parse);
        return new CdcElementReader<T?>(value => parse(value.GetUtf8()));
    }

    /// <summary>
    /// Arrays as elements, which PostgreSQL has where the elements' type is a domain over an array; make the reader
    /// once.
    /// </summary>
    /// <param name="elements">How the inner arrays' elements are read.</param>
    public static CdcElementReader<CdcArray<T>?> ArrayOf<T>(CdcElementReader<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return new CdcElementReader<CdcArray<T>?>(value => value.GetArray(elements));
    }

    /// <summary>Elements of a value type of your own.</summary>
    public static CdcElementReader<T?> Custom<T, TReader>()
        where T : struct
        where TReader : struct, IColumnReader<T> => CustomElement<T, TReader>.Reader;

    /// <summary>Elements of a reference type of your own.</summary>
    public static CdcElementReader<T?> CustomReference<T, TReader>()
        where T : class
        where TReader : struct, IColumnReader<T> => CustomReferenceElement<T, TReader>.Reader;

    private static class CustomElement<T, TReader>
        where T : struct
        where TReader : struct, IColumnReader<T>
    {
        internal static readonly CdcElementReader<T?> Reader = new(static value => TReader.Read(value));
    }

    private static class CustomReferenceElement<T, TReader>
        where T : class
        where TReader : struct, IColumnReader<T>
    {
        internal static readonly CdcElementReader<T?> Reader = new(static value => TReader.Read(value));
    }
}
