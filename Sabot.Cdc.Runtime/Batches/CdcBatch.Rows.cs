using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
            ThrowWrongType(column, type);
        return ref buffers;
    }

    /// <summary>A timestamp column with or without time zone, after a check that the view is of this version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers TimestampColumn(int column, int version)
    {
        ref readonly var buffers = ref Column(column, version);
        if (buffers.Type is not (CdcType.Timestamp or CdcType.TimestampTz))
            ThrowWrongType(column, CdcType.Timestamp);
        return ref buffers;
    }

    /// <summary>A column of any type, after a check that the view is of this version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers Column(int column, int version)
    {
        if (version != _version)
            ThrowStale();
        var columns = _columns;
        if ((uint)column >= (uint)columns.Length)
            ThrowNoColumn(column);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(columns), (nint)(uint)column);
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers Node(int number)
    {
        var columns = _columns;
        if ((uint)number < (uint)columns.Length)
            return ref columns[number];
        return ref _nested[number - columns.Length];
    }

    /// <summary>The number of what is nested at a place.</summary>
    internal int NumberOf(int place) => _columns.Length + place;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsValid(in ColumnBuffers buffers, int row) =>
        buffers.Validity == 0 || Bit(buffers.Validity, row);

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
        new(Slice(buffers.Values + row * 16, 16), bigEndian: true);

    internal byte Operation(int row) => _bytes[_operations + row];

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

    /// <summary>True when a row without a value is surely a null; otherwise it has to be looked into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsPlainNull(int row) =>
        _holdsAllValues && At<byte>(_operations + row) is RowOperation.Insert or RowOperation.Update;

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
    // second line: a thread that reads a view while another releases its batch must not leave the array.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T At<T>(int offset)
        where T : unmanaged
    {
        var bytes = _bytes;
        if ((ulong)(uint)offset + (uint)Unsafe.SizeOf<T>() > (uint)bytes.Length)
            ThrowStale();
        return Unsafe.ReadUnaligned<T>(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), (nint)(uint)offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Slice(int offset, int length)
    {
        var bytes = _bytes;
        if ((ulong)(uint)offset + (uint)length > (uint)bytes.Length)
            ThrowStale();
        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), (nint)(uint)offset), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Bit(int offset, int row) => (At<byte>(offset + (row >> 3)) >> (row & 7) & 1) != 0;
}
