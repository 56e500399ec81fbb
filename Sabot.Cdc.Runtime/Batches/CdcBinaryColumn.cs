using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>The values of a text column (as UTF-8) or a <c>bytea</c> column. Rows without a value are empty.</summary>
public readonly ref struct CdcBinaryColumn
{
    internal CdcBinaryColumn(ReadOnlySpan<int> offsets, ReadOnlySpan<byte> bytes)
    {
        Offsets = offsets;
        Bytes = bytes;
    }

    /// <summary>The number of rows.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>Row i is <see cref="Bytes"/> from offset i to offset i+1; one more than there are rows.</summary>
    public ReadOnlySpan<int> Offsets { get; }

    /// <summary>The bytes of all rows.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The bytes of a row.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var offsets = Offsets;
            if ((ulong)(uint)row + 1 >= (uint)offsets.Length)
                throw new ArgumentOutOfRangeException(nameof(row));
            ref var offset = ref Unsafe.Add(ref MemoryMarshal.GetReference(offsets), (nint)(uint)row);
            var start = offset;
            return Bytes.Slice(start, Unsafe.Add(ref offset, 1) - start);
        }
    }
}
