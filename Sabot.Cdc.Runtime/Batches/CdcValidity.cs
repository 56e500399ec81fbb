namespace Sabot.Cdc;

/// <summary>
/// Which rows of a column hold a value: Arrow's validity bitmap. A row without one is a null, or, where the column
/// may be stored out of line, a value that is not in the WAL (<see cref="CdcRowView.IsPresent"/> tells), or one that
/// has no place in its column (<see cref="CdcRowView.GetMisfitText"/> has it).
/// </summary>
public readonly ref struct CdcValidity
{
    internal CdcValidity(ReadOnlySpan<byte> bits, int count, int nullCount)
    {
        Bits = bits;
        Count = count;
        NullCount = nullCount;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of rows without a value, as the server counted them; 0 = every row has one.</summary>
    public int NullCount { get; }

    /// <summary>
    /// The bits themselves, 1 for a value, the first row in the lowest bit of the first byte; empty when every row has
    /// one.
    /// </summary>
    public ReadOnlySpan<byte> Bits { get; }

    /// <summary>True when the row holds a value.</summary>
    public bool this[int row]
    {
        get
        {
            if ((uint)row >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(row));
            return Bits.IsEmpty || Bitmap.Has(Bits, row);
        }
    }
}
