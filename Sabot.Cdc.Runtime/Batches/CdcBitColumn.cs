namespace Sabot.Cdc;

/// <summary>The values of a boolean column, one bit a row. Rows without a value read as anything.</summary>
public readonly ref struct CdcBitColumn
{
    internal CdcBitColumn(ReadOnlySpan<byte> bits, int count)
    {
        Bits = bits;
        Count = count;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The bits themselves, the first row in the lowest bit of the first byte.</summary>
    public ReadOnlySpan<byte> Bits { get; }

    /// <summary>The value of a row.</summary>
    public bool this[int row]
    {
        get
        {
            if ((uint)row >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(row));
            return Bitmap.Has(Bits, row);
        }
    }
}
