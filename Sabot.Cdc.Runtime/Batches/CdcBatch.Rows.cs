using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <content>What row views are made of: find the column, ask for validity, read the value.</content>
public sealed partial class CdcBatch
{
    private const int TypeMask = VersionStep - 1;

    /// <summary>A column of the version and type that the caller expects; throws what is wrong otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers Column(int column, int version, CdcType type)
    {
        var columns = _columns;
        if ((uint)column >= (uint)columns.Length || columns[column].Tag != (version | (int)type))
            Refuse(column, version, type);
        return ref columns[column];
    }

    /// <summary>A column of the version that the caller expects, whatever its type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly ColumnBuffers Column(int column, int version)
    {
        var columns = _columns;
        if ((uint)column >= (uint)columns.Length || (columns[column].Tag & ~TypeMask) != version)
            Refuse(column, version, type: null);
        return ref columns[column];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsValid(in ColumnBuffers buffers, int row) =>
        buffers.Validity < 0 || (_bytes[buffers.Validity + (row >> 3)] >> (row & 7) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Value<T>(in ColumnBuffers buffers, int row)
        where T : unmanaged => At<T>(buffers.Values, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Bit(in ColumnBuffers buffers, int row) =>
        (_bytes[buffers.Values + (row >> 3)] >> (row & 7) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Bytes(in ColumnBuffers buffers, int row)
    {
        var start = At<int>(buffers.Values, row);
        var end = At<int>(buffers.Values, row + 1);
        return _bytes.AsSpan(buffers.Bytes + start, end - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Guid Uuid(in ColumnBuffers buffers, int row) =>
        new(new ReadOnlySpan<byte>(_bytes, buffers.Values + row * 16, 16), bigEndian: true);

    internal void CheckRow(int row)
    {
        if ((uint)row < (uint)_count)
            return;
        if (_payload is null)
            throw new CdcStaleViewException(ReadErrors.Stale(_binding.Table));
        throw new ArgumentOutOfRangeException(nameof(row), row, $"The batch has {_count} rows.");
    }

    internal byte Operation(int row) => _bytes[_operations + row];

    internal uint TransactionId(int row) => At<uint>(_transactionIds, row);

    internal CdcPosition Position(int row) => new(At<ulong>(_lsns, row), At<uint>(_sequences, row));

    internal long CommitTime(int row) => At<long>(_commitTimes, row);

    internal int Scale(int column) => _binding.Columns[column].Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckVersion(int version)
    {
        if (version != _version)
            throw new CdcStaleViewException(ReadErrors.Stale(_binding.Table));
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

    /// <summary>Returns when a row without a value is a null; throws when the value is not in the WAL.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ConfirmNull(int column, int row)
    {
        if (!IsLogged(column, row))
            throw ReadErrors.NotLogged(_binding, column, Operation(row));
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ThrowNull(int column, int row)
    {
        ConfirmNull(column, row);
        throw ReadErrors.Null(_binding.Table, column);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ThrowUnrepresentable(int column, string value, string type, string accessor) =>
        throw ReadErrors.Unrepresentable(_binding.Table, column, value, type, accessor);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(int column, int version, CdcType? type)
    {
        if (version != _version || _payload is null)
            throw new CdcStaleViewException(ReadErrors.Stale(_binding.Table));
        throw ReadErrors.WrongAccessor(_binding.Table, column, type);
    }

    private bool IsUnchanged(int bit, int row)
    {
        if (_unchanged.NullCount == _count || !IsValid(_unchanged, row))
            return false;

        var bitmap = Bytes(_unchanged, row);
        return bit >> 3 < bitmap.Length && (bitmap[bit >> 3] >> (bit & 7) & 1) != 0;
    }

    // Implementation note: decoding has checked that the value is inside the payload. The bounds check of the slice
    // stays as the second line: a thread that reads a view while another releases its batch must not leave the array.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T At<T>(int offset, int row)
        where T : unmanaged =>
        MemoryMarshal.Read<T>(new ReadOnlySpan<byte>(_bytes, offset + row * Unsafe.SizeOf<T>(), Unsafe.SizeOf<T>()));
}
