namespace Sabot.Cdc;

/// <content>
/// The types of which PostgreSQL holds more than .NET: an accessor of the natural type, which throws on what it cannot
/// hold, and a raw twin, as <see cref="CdcRowView"/> has them.
/// </content>
public readonly partial struct CdcCompositeView
{
    /// <summary>A <c>numeric</c>.</summary>
    /// <exception cref="CdcValueException">NaN, or more than 96 bits or 28 decimal places; never rounded.</exception>
    public decimal GetDecimal(int attribute) =>
        _batch.ToDecimal(Number(attribute), GetDecimalRaw(attribute));

    /// <summary>A <c>numeric</c>, or null.</summary>
    /// <exception cref="CdcValueException">NaN, or more than 96 bits or 28 decimal places; never rounded.</exception>
    public decimal? GetNullableDecimal(int attribute) =>
        GetNullableDecimalRaw(attribute) is { } raw ? _batch.ToDecimal(Number(attribute), raw) : null;

    /// <summary>A <c>numeric</c> as PostgreSQL prints it, exactly; <c>NaN</c> too.</summary>
    public string GetDecimalText(int attribute) =>
        _batch.ToDecimalText(Number(attribute), GetDecimalRaw(attribute));

    /// <summary>A <c>numeric</c> as PostgreSQL prints it, exactly; <c>NaN</c> too, or null.</summary>
    public string? GetNullableDecimalText(int attribute) =>
        GetNullableDecimalRaw(attribute) is { } raw ? _batch.ToDecimalText(Number(attribute), raw) : null;

    /// <summary>A <c>date</c>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateOnly GetDate(int attribute) =>
        _batch.ToDate(Number(attribute), GetDateRaw(attribute));

    /// <summary>A <c>date</c>, or null.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateOnly? GetNullableDate(int attribute) =>
        GetNullableDateRaw(attribute) is { } raw ? _batch.ToDate(Number(attribute), raw) : null;

    /// <summary>A <c>time without time zone</c>.</summary>
    /// <exception cref="CdcValueException">24:00:00, which PostgreSQL has and TimeOnly has not.</exception>
    public TimeOnly GetTime(int attribute) =>
        _batch.ToTime(Number(attribute), GetTimeRaw(attribute));

    /// <summary>A <c>time without time zone</c>, or null.</summary>
    /// <exception cref="CdcValueException">24:00:00, which PostgreSQL has and TimeOnly has not.</exception>
    public TimeOnly? GetNullableTime(int attribute) =>
        GetNullableTimeRaw(attribute) is { } raw ? _batch.ToTime(Number(attribute), raw) : null;

    /// <summary>A <c>timestamp without time zone</c>, of <see cref="DateTimeKind.Unspecified"/>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime GetTimestamp(int attribute) =>
        _batch.ToTimestamp(
            Number(attribute), _batch.Value<long>(Valued(attribute, CdcType.Timestamp), _row), DateTimeKind.Unspecified);

    /// <summary>A <c>timestamp without time zone</c>, of <see cref="DateTimeKind.Unspecified"/>, or null.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime? GetNullableTimestamp(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Timestamp);
        return _batch.IsValid(buffers, _row)
            ? _batch.ToTimestamp(Number(attribute), _batch.Value<long>(buffers, _row), DateTimeKind.Unspecified)
            : null;
    }

    /// <summary>A <c>timestamp with time zone</c>, of <see cref="DateTimeKind.Utc"/>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime GetTimestampTz(int attribute) =>
        _batch.ToTimestamp(
            Number(attribute), _batch.Value<long>(Valued(attribute, CdcType.TimestampTz), _row), DateTimeKind.Utc);

    /// <summary>A <c>timestamp with time zone</c>, of <see cref="DateTimeKind.Utc"/>, or null.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime? GetNullableTimestampTz(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.TimestampTz);
        return _batch.IsValid(buffers, _row)
            ? _batch.ToTimestamp(Number(attribute), _batch.Value<long>(buffers, _row), DateTimeKind.Utc)
            : null;
    }

    /// <inheritdoc cref="CdcRowView.GetDecimalRaw"/>
    public Int128 GetDecimalRaw(int attribute) => _batch.Value<Int128>(Valued(attribute, CdcType.Decimal), _row);

    /// <summary>As <see cref="GetDecimalRaw"/>, or null.</summary>
    public Int128? GetNullableDecimalRaw(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Decimal);
        return _batch.IsValid(buffers, _row) ? _batch.Value<Int128>(buffers, _row) : null;
    }

    /// <inheritdoc cref="CdcRowView.GetDateRaw"/>
    public int GetDateRaw(int attribute) => _batch.Value<int>(Valued(attribute, CdcType.Date), _row);

    /// <summary>As <see cref="GetDateRaw"/>, or null.</summary>
    public int? GetNullableDateRaw(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Date);
        return _batch.IsValid(buffers, _row) ? _batch.Value<int>(buffers, _row) : null;
    }

    /// <inheritdoc cref="CdcRowView.GetTimeRaw"/>
    public long GetTimeRaw(int attribute) => _batch.Value<long>(Valued(attribute, CdcType.Time), _row);

    /// <summary>As <see cref="GetTimeRaw"/>, or null.</summary>
    public long? GetNullableTimeRaw(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Time);
        return _batch.IsValid(buffers, _row) ? _batch.Value<long>(buffers, _row) : null;
    }

    /// <inheritdoc cref="CdcRowView.GetTimestampRaw"/>
    public long GetTimestampRaw(int attribute)
    {
        ref readonly var buffers = ref TimestampAttribute(attribute);
        if (!_batch.IsValid(buffers, _row))
            _batch.ThrowNestedNull(Number(attribute));
        return _batch.Value<long>(buffers, _row);
    }

    /// <summary>As <see cref="GetTimestampRaw"/>, or null.</summary>
    public long? GetNullableTimestampRaw(int attribute)
    {
        ref readonly var buffers = ref TimestampAttribute(attribute);
        return _batch.IsValid(buffers, _row) ? _batch.Value<long>(buffers, _row) : null;
    }

    /// <summary>How many digits of a <c>numeric</c>'s raw number follow the decimal point.</summary>
    public int GetDecimalScale(int attribute)
    {
        _ = Attribute(attribute, CdcType.Decimal);
        return _batch.Scale(Number(attribute));
    }

    /// <summary>An <c>interval</c>.</summary>
    /// <exception cref="CdcProtocolException">The nanoseconds are not whole microseconds.</exception>
    public CdcInterval GetInterval(int attribute) =>
        _batch.Value<MonthDayNano>(Valued(attribute, CdcType.Interval), _row).ToInterval();

    /// <summary>An <c>interval</c>, or null.</summary>
    /// <exception cref="CdcProtocolException">The nanoseconds are not whole microseconds.</exception>
    public CdcInterval? GetNullableInterval(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Interval);
        return _batch.IsValid(buffers, _row) ? _batch.Value<MonthDayNano>(buffers, _row).ToInterval() : null;
    }

    private ref readonly ColumnBuffers TimestampAttribute(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute);
        if (buffers.Type is not (CdcType.Timestamp or CdcType.TimestampTz))
            _batch.ThrowWrongType(Number(attribute), CdcType.Timestamp);
        return ref buffers;
    }
}
