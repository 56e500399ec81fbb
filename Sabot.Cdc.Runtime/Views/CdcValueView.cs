using System.Text;

namespace Sabot.Cdc;

/// <summary>
/// One value that is there and not null, of a column, an element or an attribute: what a reader of your own
/// (<see cref="IColumnReader{T}"/>) is given.
/// </summary>
/// <remarks>
/// The accessors are those of <see cref="CdcRowView"/> and throw the same; which one it is, <see cref="Type"/> says.
/// A default view refers to no batch; its members throw <see cref="NullReferenceException"/>.
/// </remarks>
public readonly ref struct CdcValueView
{
    private readonly CdcBatch _batch;
    private readonly int _number;
    private readonly int _row;
    private readonly int _version;

    internal CdcValueView(CdcBatch batch, int number, int row, int version)
    {
        _batch = batch;
        _number = number;
        _row = row;
        _version = version;
    }

    /// <summary>The column, element or attribute that the value is of.</summary>
    public CdcColumn Column => _batch.Table.Nested[_number];

    /// <summary>Which accessor reads the value.</summary>
    public CdcType Type => Column.Type;

    /// <summary>The PostgreSQL type as <c>format_type</c> prints it.</summary>
    public string PostgresType => Column.PostgresType;

    /// <summary>A <c>boolean</c>.</summary>
    public bool GetBoolean() => _batch.Boolean(Buffers(CdcType.Boolean), _row);

    /// <summary>A <c>smallint</c>.</summary>
    public short GetInt16() => _batch.Value<short>(Buffers(CdcType.Int16), _row);

    /// <summary>An <c>integer</c>.</summary>
    public int GetInt32() => _batch.Value<int>(Buffers(CdcType.Int32), _row);

    /// <summary>A <c>bigint</c>.</summary>
    public long GetInt64() => _batch.Value<long>(Buffers(CdcType.Int64), _row);

    /// <summary>An <c>oid</c>.</summary>
    public uint GetUInt32() => _batch.Value<uint>(Buffers(CdcType.UInt32), _row);

    /// <summary>A <c>real</c>.</summary>
    public float GetSingle() => _batch.Value<float>(Buffers(CdcType.Single), _row);

    /// <summary>A <c>double precision</c>.</summary>
    public double GetDouble() => _batch.Value<double>(Buffers(CdcType.Double), _row);

    /// <summary>Text as a new string.</summary>
    public string GetString() => Encoding.UTF8.GetString(GetUtf8());

    /// <summary>Text's UTF-8 bytes in the batch's memory.</summary>
    public ReadOnlySpan<byte> GetUtf8() => _batch.Bytes(Buffers(CdcType.Text), _row);

    /// <summary>A <c>bytea</c>'s bytes in the batch's memory.</summary>
    public ReadOnlySpan<byte> GetBinary() => _batch.Bytes(Buffers(CdcType.Binary), _row);

    /// <summary>A <c>uuid</c>.</summary>
    public Guid GetUuid() => _batch.Uuid(Buffers(CdcType.Uuid), _row);

    /// <summary>A <c>numeric</c>.</summary>
    /// <exception cref="CdcValueException">NaN, or more than 96 bits or 28 decimal places; never rounded.</exception>
    public decimal GetDecimal() => _batch.ToDecimal(_number, GetDecimalRaw());

    /// <summary>A <c>numeric</c> as PostgreSQL prints it, exactly; <c>NaN</c> too.</summary>
    public string GetDecimalText() => _batch.ToDecimalText(_number, GetDecimalRaw());

    /// <summary>A <c>date</c>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateOnly GetDate() => _batch.ToDate(_number, GetDateRaw());

    /// <summary>A <c>time without time zone</c>.</summary>
    /// <exception cref="CdcValueException">24:00:00, which PostgreSQL has and TimeOnly has not.</exception>
    public TimeOnly GetTime() => _batch.ToTime(_number, GetTimeRaw());

    /// <summary>A <c>timestamp without time zone</c>, of <see cref="DateTimeKind.Unspecified"/>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime GetTimestamp() =>
        _batch.ToTimestamp(_number, _batch.Value<long>(Buffers(CdcType.Timestamp), _row), DateTimeKind.Unspecified);

    /// <summary>A <c>timestamp with time zone</c>, of <see cref="DateTimeKind.Utc"/>.</summary>
    /// <exception cref="CdcValueException">Infinity, or outside the years 1 to 9999.</exception>
    public DateTime GetTimestampTz() =>
        _batch.ToTimestamp(_number, _batch.Value<long>(Buffers(CdcType.TimestampTz), _row), DateTimeKind.Utc);

    /// <inheritdoc cref="CdcRowView.GetDecimalRaw"/>
    public Int128 GetDecimalRaw() => _batch.Value<Int128>(Buffers(CdcType.Decimal), _row);

    /// <inheritdoc cref="CdcRowView.GetDateRaw"/>
    public int GetDateRaw() => _batch.Value<int>(Buffers(CdcType.Date), _row);

    /// <inheritdoc cref="CdcRowView.GetTimeRaw"/>
    public long GetTimeRaw() => _batch.Value<long>(Buffers(CdcType.Time), _row);

    /// <inheritdoc cref="CdcRowView.GetTimestampRaw"/>
    public long GetTimestampRaw()
    {
        ref readonly var buffers = ref Buffers();
        if (buffers.Type is not (CdcType.Timestamp or CdcType.TimestampTz))
            _batch.ThrowWrongType(_number, CdcType.Timestamp);
        return _batch.Value<long>(buffers, _row);
    }

    /// <summary>How many digits of a <c>numeric</c>'s raw number follow the decimal point.</summary>
    public int GetDecimalScale()
    {
        _ = Buffers(CdcType.Decimal);
        return _batch.Scale(_number);
    }

    /// <summary>An <c>interval</c>.</summary>
    /// <exception cref="CdcProtocolException">The nanoseconds are not whole microseconds.</exception>
    public CdcInterval GetInterval() => _batch.Value<MonthDayNano>(Buffers(CdcType.Interval), _row).ToInterval();

    /// <summary>A composite.</summary>
    public CdcCompositeView GetComposite() =>
        _batch.ToComposite(_number, Buffers(CdcType.Composite), _row, _version);

    /// <summary>A one-dimensional array.</summary>
    /// <param name="elements">How its elements are read.</param>
    public CdcArray<T> GetArray<T>(CdcElementReader<T> elements) =>
        _batch.ToArray(Buffers(CdcType.Array), _row, _version, elements);

    private ref readonly ColumnBuffers Buffers()
    {
        _batch.CheckVersion(_version);
        return ref _batch.Node(_number);
    }

    private ref readonly ColumnBuffers Buffers(CdcType type)
    {
        ref readonly var buffers = ref Buffers();
        if (buffers.Type != type)
            _batch.ThrowWrongType(_number, type);
        return ref buffers;
    }
}
