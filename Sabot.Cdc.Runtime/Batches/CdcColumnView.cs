namespace Sabot.Cdc;

/// <summary>
/// A whole column, or all elements of an array column, or all values of a composite's attribute: what is there, and the
/// values as spans over the batch's memory.
/// </summary>
/// <remarks>
/// Rows without a value (<see cref="Validity"/>) hold anything. An accessor of another type than <see cref="Type"/>
/// throws <see cref="InvalidOperationException"/>; each throws <see cref="CdcStaleViewException"/> once the enumerator
/// has moved on. A default view refers to no batch; its members throw <see cref="NullReferenceException"/>.
/// </remarks>
public readonly ref struct CdcColumnView
{
    private readonly CdcBatch _batch;
    private readonly int _version;
    private readonly int _number;

    internal CdcColumnView(CdcBatch batch, int version, int number)
    {
        _batch = batch;
        _version = version;
        _number = number;
    }

    /// <summary>The column, element or attribute.</summary>
    public CdcColumn Column => _batch.Table.Nested[_number];

    /// <summary>Which accessor has the values.</summary>
    public CdcType Type => Column.Type;

    /// <summary>The number of values, those that are missing included.</summary>
    public int Count => Buffers().Count;

    /// <summary>Which of the values are there.</summary>
    public CdcValidity Validity => _batch.ValidityOf(Buffers());

    /// <summary>Values of <see cref="CdcType.Boolean"/>.</summary>
    public CdcBitColumn GetBooleanValues() => _batch.BitsOf(Buffers(CdcType.Boolean));

    /// <summary>Values of <see cref="CdcType.Int16"/>.</summary>
    public ReadOnlySpan<short> GetInt16Values() => _batch.ValuesOf<short>(Buffers(CdcType.Int16));

    /// <summary>Values of <see cref="CdcType.Int32"/>.</summary>
    public ReadOnlySpan<int> GetInt32Values() => _batch.ValuesOf<int>(Buffers(CdcType.Int32));

    /// <summary>Values of <see cref="CdcType.Int64"/>.</summary>
    public ReadOnlySpan<long> GetInt64Values() => _batch.ValuesOf<long>(Buffers(CdcType.Int64));

    /// <summary>Values of <see cref="CdcType.UInt32"/>.</summary>
    public ReadOnlySpan<uint> GetUInt32Values() => _batch.ValuesOf<uint>(Buffers(CdcType.UInt32));

    /// <summary>Values of <see cref="CdcType.Single"/>.</summary>
    public ReadOnlySpan<float> GetSingleValues() => _batch.ValuesOf<float>(Buffers(CdcType.Single));

    /// <summary>Values of <see cref="CdcType.Double"/>.</summary>
    public ReadOnlySpan<double> GetDoubleValues() => _batch.ValuesOf<double>(Buffers(CdcType.Double));

    /// <inheritdoc cref="CdcBatch.GetDecimalColumn"/>
    public ReadOnlySpan<Int128> GetDecimalValues() => _batch.ValuesOf<Int128>(Buffers(CdcType.Decimal));

    /// <inheritdoc cref="CdcBatch.GetDecimalScale"/>
    public int GetDecimalScale()
    {
        _ = Buffers(CdcType.Decimal);
        return _batch.Scale(_number);
    }

    /// <summary>Values of <see cref="CdcType.Text"/> (as UTF-8) or <see cref="CdcType.Binary"/>.</summary>
    public CdcBinaryColumn GetBinaryValues()
    {
        ref readonly var buffers = ref Buffers();
        if (buffers.Type is not (CdcType.Text or CdcType.Binary))
            _batch.ThrowWrongType(_number, CdcType.Binary);
        return _batch.BytesOf(buffers);
    }

    /// <inheritdoc cref="CdcBatch.GetDateColumn"/>
    public ReadOnlySpan<int> GetDateValues() => _batch.ValuesOf<int>(Buffers(CdcType.Date));

    /// <inheritdoc cref="CdcBatch.GetTimeColumn"/>
    public ReadOnlySpan<long> GetTimeValues() => _batch.ValuesOf<long>(Buffers(CdcType.Time));

    /// <inheritdoc cref="CdcBatch.GetTimestampColumn"/>
    public ReadOnlySpan<long> GetTimestampValues()
    {
        ref readonly var buffers = ref Buffers();
        if (buffers.Type is not (CdcType.Timestamp or CdcType.TimestampTz))
            _batch.ThrowWrongType(_number, CdcType.Timestamp);
        return _batch.ValuesOf<long>(buffers);
    }

    /// <summary>Values of <see cref="CdcType.Uuid"/>.</summary>
    public CdcUuidColumn GetUuidValues() => _batch.UuidsOf(Buffers(CdcType.Uuid));

    /// <summary>Values of <see cref="CdcType.Interval"/>.</summary>
    public CdcIntervalColumn GetIntervalValues() => new(_batch.ValuesOf<MonthDayNano>(Buffers(CdcType.Interval)));

    /// <summary>Values of <see cref="CdcType.Array"/>.</summary>
    public CdcArrayColumn GetArrayValues()
    {
        ref readonly var buffers = ref Buffers(CdcType.Array);
        return new CdcArrayColumn(
            _batch.OffsetsOf(buffers),
            new CdcColumnView(_batch, _version, _batch.NumberOf(buffers.FirstChild)));
    }

    /// <summary>Values of <see cref="CdcType.Composite"/>.</summary>
    public CdcCompositeColumn GetCompositeValues() =>
        new(_batch, _version, _number, Buffers(CdcType.Composite));

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
