namespace Sabot.Cdc;

/// <content>
/// The types of which PostgreSQL holds more than .NET or Arrow: each has an accessor of the natural type, which throws
/// on what it cannot hold, and a raw twin that reads that losslessly, as it does every other value but of intervals.
/// </content>
public readonly partial struct CdcRowView
{
    /// <summary>A <c>numeric</c>.</summary>
    /// <exception cref="CdcValueException">NaN, or more than 96 bits or 28 decimal places; never rounded.</exception>
    public decimal GetDecimal(int column)
    {
        ref readonly var buffers = ref Valued(column, CdcType.Decimal);
        return _batch.ToDecimal(column, buffers.Scale, _batch.Value<Int128>(buffers, _row));
    }

    /// <summary>A <c>numeric</c>, or null.</summary>
    /// <exception cref="CdcValueException">NaN, or more than 96 bits or 28 decimal places; never rounded.</exception>
    public decimal? GetNullableDecimal(int column)
    {
        ref readonly var buffers = ref _batch.Column(column, _version);
        return HasValue(buffers, column, CdcType.Decimal)
            ? _batch.ToDecimal(column, buffers.Scale, _batch.Value<Int128>(buffers, _row))
            : null;
    }

    /// <summary>
    /// A <c>numeric</c> as PostgreSQL prints it: exactly, with all its decimal places; <c>NaN</c> too.
    /// </summary>
    public string GetDecimalText(int column) => _batch.ToDecimalText(column, GetDecimalRaw(column));

    /// <summary>As <see cref="GetDecimalText"/>, or null.</summary>
    public string? GetNullableDecimalText(int column) =>
        GetNullableDecimalRaw(column) is { } raw ? _batch.ToDecimalText(column, raw) : null;

    /// <summary>
    /// A <c>numeric</c> without its decimal point: divide by 10 to the <see cref="CdcBatch.GetDecimalScale"/>.
    /// <see cref="Int128.MinValue"/> is NaN.
    /// </summary>
    public Int128 GetDecimalRaw(int column) => Get<Int128>(column, CdcType.Decimal);

    /// <summary>As <see cref="GetDecimalRaw"/>, or null.</summary>
    public Int128? GetNullableDecimalRaw(int column) => GetNullable<Int128>(column, CdcType.Decimal);

    /// <summary>A <c>date</c>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateOnly GetDate(int column) => _batch.ToDate(column, GetDateRaw(column));

    /// <summary>A <c>date</c>, or null.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateOnly? GetNullableDate(int column) =>
        GetNullableDateRaw(column) is { } raw ? _batch.ToDate(column, raw) : null;

    /// <summary>
    /// A <c>date</c> as days since 1970-01-01; <see cref="int.MaxValue"/> is infinity, <see cref="int.MinValue"/>
    /// -infinity.
    /// </summary>
    public int GetDateRaw(int column) => Get<int>(column, CdcType.Date);

    /// <summary>As <see cref="GetDateRaw"/>, or null.</summary>
    public int? GetNullableDateRaw(int column) => GetNullable<int>(column, CdcType.Date);

    /// <summary>A <c>time without time zone</c>.</summary>
    /// <exception cref="CdcValueException">24:00:00, which PostgreSQL has and TimeOnly has not.</exception>
    public TimeOnly GetTime(int column) => _batch.ToTime(column, GetTimeRaw(column));

    /// <summary>A <c>time without time zone</c>, or null.</summary>
    /// <exception cref="CdcValueException">24:00:00, which PostgreSQL has and TimeOnly has not.</exception>
    public TimeOnly? GetNullableTime(int column) =>
        GetNullableTimeRaw(column) is { } raw ? _batch.ToTime(column, raw) : null;

    /// <summary>A <c>time without time zone</c> as microseconds since midnight; 24:00:00 is 86,400,000,000.</summary>
    public long GetTimeRaw(int column) => Get<long>(column, CdcType.Time);

    /// <summary>As <see cref="GetTimeRaw"/>, or null.</summary>
    public long? GetNullableTimeRaw(int column) => GetNullable<long>(column, CdcType.Time);

    /// <summary>A <c>timestamp without time zone</c>, of <see cref="DateTimeKind.Unspecified"/>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime GetTimestamp(int column) =>
        _batch.ToTimestamp(column, Get<long>(column, CdcType.Timestamp), DateTimeKind.Unspecified);

    /// <summary>A <c>timestamp without time zone</c>, of <see cref="DateTimeKind.Unspecified"/>, or null.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime? GetNullableTimestamp(int column) =>
        GetNullable<long>(column, CdcType.Timestamp) is { } raw
            ? _batch.ToTimestamp(column, raw, DateTimeKind.Unspecified)
            : null;

    /// <summary>A <c>timestamp with time zone</c>, of <see cref="DateTimeKind.Utc"/>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime GetTimestampTz(int column) =>
        _batch.ToTimestamp(column, Get<long>(column, CdcType.TimestampTz), DateTimeKind.Utc);

    /// <summary>A <c>timestamp with time zone</c>, of <see cref="DateTimeKind.Utc"/>, or null.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime? GetNullableTimestampTz(int column) =>
        GetNullable<long>(column, CdcType.TimestampTz) is { } raw
            ? _batch.ToTimestamp(column, raw, DateTimeKind.Utc)
            : null;

    /// <summary>
    /// A timestamp with or without time zone as microseconds since 1970-01-01 (UTC). <see cref="long.MaxValue"/> is
    /// infinity, <see cref="long.MinValue"/> -infinity. PostgreSQL's range is a little greater than a long's: numbers
    /// between <see cref="long.MinValue"/> and -210,866,803,200,000,000, its least timestamp, stand for the number
    /// plus 2^64-2.
    /// </summary>
    public long GetTimestampRaw(int column)
    {
        ref readonly var buffers = ref _batch.TimestampColumn(column, _version);
        if (!_batch.IsValid(buffers, _row))
            _batch.ThrowNull(column, _row);
        return _batch.Value<long>(buffers, _row);
    }

    /// <summary>As <see cref="GetTimestampRaw"/>, or null.</summary>
    public long? GetNullableTimestampRaw(int column)
    {
        ref readonly var buffers = ref _batch.TimestampColumn(column, _version);
        return HasValue(buffers, column) ? _batch.Value<long>(buffers, _row) : null;
    }

    /// <summary>An <c>interval</c>.</summary>
    /// <exception cref="CdcValueException">
    /// The interval has no place in an Arrow interval: its time part is over 292 years, or it is infinite.
    /// </exception>
    /// <exception cref="CdcProtocolException">The nanoseconds are not whole microseconds.</exception>
    public CdcInterval GetInterval(int column) => Get<MonthDayNano>(column, CdcType.Interval).ToInterval();

    /// <summary>An <c>interval</c>, or null.</summary>
    /// <exception cref="CdcValueException">
    /// The interval has no place in an Arrow interval: its time part is over 292 years, or it is infinite.
    /// </exception>
    /// <exception cref="CdcProtocolException">The nanoseconds are not whole microseconds.</exception>
    public CdcInterval? GetNullableInterval(int column) =>
        GetNullable<MonthDayNano>(column, CdcType.Interval)?.ToInterval();

    /// <summary>
    /// PostgreSQL's text (in its default style, <c>postgres</c>) of an <c>interval</c> that <see cref="GetInterval"/>
    /// cannot return; null where it can, and where the column is null (<see cref="IsNull"/>).
    /// </summary>
    /// <exception cref="CdcProtocolException">The server's text of this row's values is malformed.</exception>
    public string? GetIntervalRaw(int column)
    {
        ref readonly var buffers = ref _batch.Column(column, _version, CdcType.Interval);
        return _batch.IsValid(buffers, _row) ? null : _batch.Misfit(column, _row);
    }
}
