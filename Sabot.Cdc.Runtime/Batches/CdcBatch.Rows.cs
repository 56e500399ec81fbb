using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sabot.Cdc;

/// <content>What row views are made of: find the column, ask for validity, read the value.</content>
// Implementation note: the throwing methods neither return nor are marked NoInlining, because only then does the JIT
// see that they do not return, keeps the batch's fields in registers from one column of a row to the next, and drops
// the version check of all but the first.
public sealed partial class CdcBatch
{
    /// <summary>A column, after a check that the view is of this version and the accessor of this type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers Column(int column, int version, CdcType type)
    {
        ref readonly var buffers = ref Column(column, version);
        if (buffers.Type != type)
            ThrowWrongColumn(column, type);
        return ref buffers;
    }

    /// <summary>A timestamp column with or without time zone, after a check that the view is of this version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers TimestampColumn(int column, int version)
    {
        ref readonly var buffers = ref Column(column, version);
        if (buffers.Type is not (CdcType.Timestamp or CdcType.TimestampTz))
            ThrowWrongColumn(column, CdcType.Timestamp);
        return ref buffers;
    }

    /// <summary>
    /// A column whose type the caller compares, after a check that the view is of this version. Where the table has no
    /// such column, its type is no accessor's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers Column(int column, int version)
    {
        if (version != _version)
            ThrowStale();
        if ((uint)column < FirstColumns.Count)
            return ref Unsafe.Add(ref Unsafe.As<FirstColumns, ColumnBuffers>(ref _firstColumns), (nint)(uint)column);
        var further = _furtherColumns;
        if ((uint)column - FirstColumns.Count >= (uint)further.Length)
            ThrowNoColumn(column);
        return ref further[column - FirstColumns.Count];
    }

    /// <summary>A column of any type, after a check that the view is of this version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers AnyColumn(int column, int version)
    {
        if ((uint)column >= (uint)_columnCount)
            ThrowNoColumn(column);
        return ref Column(column, version);
    }

    /// <summary>What is nested in a column, by its place, after a check that the view is of this version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers Nested(int place, int version)
    {
        if (version != _version)
            ThrowStale();
        return ref _nested[place];
    }

    /// <summary>A column or what is nested in one, by its number in <see cref="CdcTable.Nested"/>.</summary>
    internal ref ColumnBuffers Node(int number)
    {
        if (number >= _columnCount)
            return ref _nested[number - _columnCount];
        if (number >= FirstColumns.Count)
            return ref _furtherColumns[number - FirstColumns.Count];
        return ref _firstColumns[number];
    }

    /// <summary>The number of what is nested at a place.</summary>
    internal int NumberOf(int place) => _columnCount + place;

    /// <summary>
    /// True when every row without a value is surely a null: all were inserted or updated, and every value is in the
    /// WAL and has its place. Otherwise it has to be looked into.
    /// </summary>
    internal bool NullsArePlain => _nullsArePlain;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsValid(in ColumnBuffers buffers, int row) =>
        buffers.Validity == 0 || HasBit(buffers, row);

    /// <summary>The same for a column that has nulls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasBit(in ColumnBuffers buffers, int row) => Bit(buffers.Validity, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Value<T>(in ColumnBuffers buffers, int row)
        where T : unmanaged => At<T>(buffers.Values + row * Unsafe.SizeOf<T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Boolean(in ColumnBuffers buffers, int row) => Bit(buffers.Values, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Bytes(in ColumnBuffers buffers, int row)
    {
        var offsets = At<long>(buffers.Values + row * sizeof(int));
        var start = (int)offsets;
        return Slice(buffers.Bytes + start, (int)(offsets >> 32) - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Guid Uuid(in ColumnBuffers buffers, int row) =>
        UuidValue.FromBigEndian(At<Vector128<byte>>(buffers.Values + row * 16));

    internal byte Operation(int row) => At<byte>(_operations + row);

    internal uint TransactionId(int row) => At<uint>(_transactionIds + row * sizeof(uint));

    internal CdcPosition Position(int row) =>
        new(At<ulong>(_lsns + row * sizeof(ulong)), At<uint>(_sequences + row * sizeof(uint)));

    internal long CommitTime(int row) => At<long>(_commitTimes + row * sizeof(long));

    internal int Scale(int number) => _binding.Columns[number].Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckVersion(int version)
    {
        if (version != _version)
            ThrowStale();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckRow(int row)
    {
        if ((uint)row >= (uint)_count)
            ThrowNoRow(row);
    }

    /// <summary>
    /// False when a row without a value in a column is not a null but a value that the WAL does not hold: unchanged
    /// TOAST, or an old image of which only the key was logged.
    /// </summary>
    internal bool IsLogged(int column, int row)
    {
        ref readonly var bound = ref _binding.Columns[column];
        return Operation(row) switch
        {
            RowOperation.Truncate => false,
            RowOperation.OldImage or RowOperation.Delete => bound.IsInOldImage,
            _ => !IsUnchanged(bound.UnchangedBit, row),
        };
    }

    /// <summary>
    /// Returns when a row without a value is a null; throws when the value is not in the WAL or does not fit.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ConfirmNull(int column, int row)
    {
        if (Misfit(column, row) is { } text)
            throw ReadErrors.Misfit(_binding.Table, column, text);
    }

    /// <summary>
    /// PostgreSQL's text of a value that has no place in its column; null when the row without a value is a null.
    /// Throws when the value is not in the WAL.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal string? Misfit(int column, int row)
    {
        if (!IsLogged(column, row))
            throw ReadErrors.NotLogged(_binding, column, Operation(row));
        if (!_binding.Columns[column].CanMisfit || _misfits.NullCount == _count || !IsValid(_misfits, row))
            return null;
        return MisfitText.Find(_binding.Table, column, Bytes(_misfits, row), Position(row));
    }

    [DoesNotReturn]
    internal void ThrowNull(int column, int row)
    {
        ConfirmNull(column, row);
        throw ReadErrors.Null(_binding.Table, column);
    }

    [DoesNotReturn]
    internal void ThrowNestedNull(int number) => throw ReadErrors.NestedNull(_binding.Table, number);

    [DoesNotReturn]
    internal void ThrowNoAttribute(int composite, int attribute) =>
        throw ReadErrors.NoAttribute(_binding.Table, composite, attribute);

    [DoesNotReturn]
    internal void ThrowUnrepresentable(int number, string value, string type, string accessor) =>
        throw ReadErrors.Unrepresentable(_binding.Table, number, value, type, accessor);

    [DoesNotReturn]
    private void ThrowStale() => throw ReadErrors.Stale(_binding.Table);

    [DoesNotReturn]
    private void ThrowNoColumn(int column) => throw ReadErrors.NoColumn(_binding.Table, column);

    /// <summary>Of a column's type that is not the accessor's, also where there is no such column.</summary>
    [DoesNotReturn]
    internal void ThrowWrongColumn(int column, CdcType type) =>
        throw ((uint)column < (uint)_columnCount
            ? ReadErrors.WrongType(_binding.Table, column, type)
            : ReadErrors.NoColumn(_binding.Table, column));

    [DoesNotReturn]
    internal void ThrowWrongType(int number, CdcType type) =>
        throw ReadErrors.WrongType(_binding.Table, number, type);

    [DoesNotReturn]
    private void ThrowNoRow(int row) => throw ReadErrors.NoRow(_binding.Table, row, _payload is null ? -1 : _count);

    private bool IsUnchanged(int bit, int row)
    {
        if (_unchanged.NullCount == _count || !IsValid(_unchanged, row))
            return false;

        var bitmap = Bytes(_unchanged, row);
        return bit >> 3 < bitmap.Length && (bitmap[bit >> 3] >> (bit & 7) & 1) != 0;
    }

    // Implementation note: decoding has checked that the value is inside the payload. The bounds check stays as the
    // second line: a thread that reads a view while another releases its batch must not leave the array. No value is
    // wider than the slack, and no array shorter, so that one comparison does for all, against the same number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T At<T>(int offset)
        where T : unmanaged
    {
        var bytes = _bytes;
        if ((uint)offset > (uint)(bytes.Length - Payload.Slack))
            ThrowStale();
        return Unsafe.ReadUnaligned<T>(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), (nint)(uint)offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Slice(int offset, int length)
    {
        var bytes = _bytes;
        if ((ulong)(uint)offset + (uint)length > (uint)(bytes.Length - Payload.Slack))
            ThrowStale();
        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), (nint)(uint)offset), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Bit(int offset, int row) => (At<byte>(offset + (row >> 3)) >> (row & 7) & 1) != 0;
}
