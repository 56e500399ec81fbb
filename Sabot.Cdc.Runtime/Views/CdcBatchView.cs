using Apache.Arrow;

namespace Sabot.Cdc;

/// <summary>
/// A batch and the version it had when the view was made: what each generated batch struct holds. Every member
/// throws <see cref="CdcStaleViewException"/> once the enumerator has moved on, also when the batch object by then
/// serves other rows.
/// </summary>
/// <remarks>A default view refers to no batch; its members throw <see cref="NullReferenceException"/>.</remarks>
public readonly struct CdcBatchView
{
    private readonly CdcBatch _batch;
    private readonly int _version;

    /// <summary>A view of the batch as it is now.</summary>
    public CdcBatchView(CdcBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _batch = batch;
        _version = batch.Version;
    }

    /// <summary>The batch itself, which does not notice that it has become stale.</summary>
    /// <exception cref="CdcStaleViewException">The enumerator has moved past the batch.</exception>
    public CdcBatch Batch
    {
        get
        {
            _batch.CheckVersion(_version);
            return _batch;
        }
    }

    /// <inheritdoc cref="CdcBatch.Count"/>
    public int Count => Batch.Count;

    /// <inheritdoc cref="CdcBatch.Table"/>
    public CdcTable Table => Batch.Table;

    /// <inheritdoc cref="CdcBatch.Operations"/>
    public ReadOnlySpan<byte> Operations => Batch.Operations;

    /// <inheritdoc cref="CdcBatch.TransactionIds"/>
    public ReadOnlySpan<uint> TransactionIds => Batch.TransactionIds;

    /// <inheritdoc cref="CdcBatch.Lsns"/>
    public ReadOnlySpan<ulong> Lsns => Batch.Lsns;

    /// <inheritdoc cref="CdcBatch.CommitTimes"/>
    public ReadOnlySpan<long> CommitTimes => Batch.CommitTimes;

    /// <inheritdoc cref="CdcBatch.Sequences"/>
    public ReadOnlySpan<uint> Sequences => Batch.Sequences;

    /// <inheritdoc cref="CdcBatch.NextChange"/>
    public int NextChange(int row) => Batch.NextChange(row);

    /// <inheritdoc cref="CdcBatch.GetValidity"/>
    public CdcValidity GetValidity(int column) => Batch.GetValidity(column);

    /// <inheritdoc cref="CdcBatch.GetColumn"/>
    public CdcColumnView GetColumn(int column) => Batch.GetColumn(column);

    /// <inheritdoc cref="CdcBatch.GetArrayColumn"/>
    public CdcArrayColumn GetArrayColumn(int column) => Batch.GetArrayColumn(column);

    /// <inheritdoc cref="CdcBatch.GetCompositeColumn"/>
    public CdcCompositeColumn GetCompositeColumn(int column) => Batch.GetCompositeColumn(column);

    /// <inheritdoc cref="CdcBatch.GetBooleanColumn"/>
    public CdcBitColumn GetBooleanColumn(int column) => Batch.GetBooleanColumn(column);

    /// <inheritdoc cref="CdcBatch.GetInt16Column"/>
    public ReadOnlySpan<short> GetInt16Column(int column) => Batch.GetInt16Column(column);

    /// <inheritdoc cref="CdcBatch.GetInt32Column"/>
    public ReadOnlySpan<int> GetInt32Column(int column) => Batch.GetInt32Column(column);

    /// <inheritdoc cref="CdcBatch.GetInt64Column"/>
    public ReadOnlySpan<long> GetInt64Column(int column) => Batch.GetInt64Column(column);

    /// <inheritdoc cref="CdcBatch.GetSingleColumn"/>
    public ReadOnlySpan<float> GetSingleColumn(int column) => Batch.GetSingleColumn(column);

    /// <inheritdoc cref="CdcBatch.GetDoubleColumn"/>
    public ReadOnlySpan<double> GetDoubleColumn(int column) => Batch.GetDoubleColumn(column);

    /// <inheritdoc cref="CdcBatch.GetDecimalColumn"/>
    public ReadOnlySpan<Int128> GetDecimalColumn(int column) => Batch.GetDecimalColumn(column);

    /// <inheritdoc cref="CdcBatch.GetDecimalScale"/>
    public int GetDecimalScale(int column) => Batch.GetDecimalScale(column);

    /// <inheritdoc cref="CdcBatch.GetBinaryColumn"/>
    public CdcBinaryColumn GetBinaryColumn(int column) => Batch.GetBinaryColumn(column);

    /// <inheritdoc cref="CdcBatch.GetDateColumn"/>
    public ReadOnlySpan<int> GetDateColumn(int column) => Batch.GetDateColumn(column);

    /// <inheritdoc cref="CdcBatch.GetTimeColumn"/>
    public ReadOnlySpan<long> GetTimeColumn(int column) => Batch.GetTimeColumn(column);

    /// <inheritdoc cref="CdcBatch.GetTimestampColumn"/>
    public ReadOnlySpan<long> GetTimestampColumn(int column) => Batch.GetTimestampColumn(column);

    /// <inheritdoc cref="CdcBatch.GetUuidColumn"/>
    public CdcUuidColumn GetUuidColumn(int column) => Batch.GetUuidColumn(column);

    /// <inheritdoc cref="CdcBatch.GetUInt32Column"/>
    public ReadOnlySpan<uint> GetUInt32Column(int column) => Batch.GetUInt32Column(column);

    /// <inheritdoc cref="CdcBatch.GetIntervalColumn"/>
    public CdcIntervalColumn GetIntervalColumn(int column) => Batch.GetIntervalColumn(column);

    /// <inheritdoc cref="CdcBatch.ToRecordBatch"/>
    public RecordBatch ToRecordBatch() => Batch.ToRecordBatch();

    /// <inheritdoc cref="CdcBatch.Retain"/>
    public void Retain() => Batch.Retain();
}
