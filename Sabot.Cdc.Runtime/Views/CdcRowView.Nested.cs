namespace Sabot.Cdc;

/// <content>Arrays, composites, types of your own, and PostgreSQL's text of what has no place in its column.</content>
public readonly partial struct CdcRowView
{
    /// <summary>A composite.</summary>
    /// <exception cref="CdcValueException">
    /// Something in it does not fit, such as an array of several dimensions; <see cref="GetMisfitText"/> has all of it.
    /// </exception>
    public CdcCompositeView GetComposite(int column) =>
        _batch.ToComposite(column, Valued(column, CdcType.Composite), _row, _version);

    /// <summary>A composite, or null.</summary>
    /// <exception cref="CdcValueException">
    /// Something in it does not fit, such as an array of several dimensions; <see cref="GetMisfitText"/> has all of it.
    /// </exception>
    public CdcCompositeView? GetNullableComposite(int column)
    {
        ref readonly var buffers = ref _batch.Column(column, _version, CdcType.Composite);
        return HasValue(buffers, column) ? _batch.ToComposite(column, buffers, _row, _version) : null;
    }

    /// <summary>A one-dimensional array.</summary>
    /// <param name="column">The column's ordinal.</param>
    /// <param name="elements">How its elements are read.</param>
    /// <exception cref="CdcValueException">
    /// It has several dimensions, or does not count from 1; <see cref="GetMisfitText"/> has it.
    /// </exception>
    public CdcArray<T> GetArray<T>(int column, CdcElementReader<T> elements) =>
        _batch.ToArray(Valued(column, CdcType.Array), _row, _version, elements);

    /// <summary>A one-dimensional array, or null.</summary>
    /// <param name="column">The column's ordinal.</param>
    /// <param name="elements">How its elements are read.</param>
    /// <exception cref="CdcValueException">
    /// It has several dimensions, or does not count from 1; <see cref="GetMisfitText"/> has it.
    /// </exception>
    public CdcArray<T>? GetNullableArray<T>(int column, CdcElementReader<T> elements)
    {
        ref readonly var buffers = ref _batch.Column(column, _version, CdcType.Array);
        return HasValue(buffers, column) ? _batch.ToArray(buffers, _row, _version, elements) : null;
    }

    /// <summary>
    /// PostgreSQL's own text of a value that has no place in its column: an array of several dimensions or one that
    /// does not count from 1, a composite with such an array in it, an interval of over 292 years of hours. Null where
    /// the accessor of the column's type has the value, and where the column is null (<see cref="IsNull"/>).
    /// </summary>
    /// <exception cref="CdcUnchangedValueException">The value is not in the WAL.</exception>
    /// <exception cref="CdcProtocolException">The server's text of this row's values is malformed.</exception>
    public string? GetMisfitText(int column)
    {
        ref readonly var buffers = ref _batch.AnyColumn(column, _version);
        return _batch.IsValid(buffers, _row) ? null : _batch.Misfit(column, _row);
    }

    /// <summary>A column that is read as a type of your own.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TReader">How it is read.</typeparam>
    public T Read<T, TReader>(int column)
        where TReader : struct, IColumnReader<T>
    {
        if (!_batch.IsValid(_batch.AnyColumn(column, _version), _row))
            _batch.ThrowNull(column, _row);
        return TReader.Read(new CdcValueView(_batch, column, _row, _version));
    }

    /// <summary>A column that is read as a value type of your own, or null.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TReader">How it is read.</typeparam>
    public T? ReadNullable<T, TReader>(int column)
        where T : struct
        where TReader : struct, IColumnReader<T> =>
        HasValue(_batch.AnyColumn(column, _version), column)
            ? TReader.Read(new CdcValueView(_batch, column, _row, _version))
            : null;

    /// <summary>A column that is read as a reference type of your own, or null.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TReader">How it is read.</typeparam>
    public T? ReadNullableReference<T, TReader>(int column)
        where T : class
        where TReader : struct, IColumnReader<T> =>
        HasValue(_batch.AnyColumn(column, _version), column)
            ? TReader.Read(new CdcValueView(_batch, column, _row, _version))
            : null;
}
