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
            var start = Offsets[row];
            return Bytes.Slice(start, Offsets[row + 1] - start);
        }
    }
}
