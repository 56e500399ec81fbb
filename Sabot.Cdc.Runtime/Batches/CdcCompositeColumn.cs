namespace Sabot.Cdc;

/// <summary>
/// The values of a composite column: a column for each attribute, with a value for each row. Where the composite itself
/// is null, its attributes hold anything.
/// </summary>
public readonly ref struct CdcCompositeColumn
{
    private readonly CdcBatch _batch;
    private readonly int _version;
    private readonly int _first;
    private readonly int _attributes;

    internal CdcCompositeColumn(CdcBatch batch, int version, int number, in ColumnBuffers buffers)
    {
        _batch = batch;
        _version = version;
        _first = buffers.FirstChild;
        _attributes = batch.Table.Nested[number].Children.Length;
        Count = buffers.Count;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The column of an attribute, by its ordinal.</summary>
    public CdcColumnView this[int attribute]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(attribute);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(attribute, _attributes);
            return new CdcColumnView(_batch, _version, _batch.NumberOf(_first + attribute));
        }
    }
}
