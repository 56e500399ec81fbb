namespace Sabot.Cdc;

/// <summary>
/// The values of an array column: where each row's elements are among those of all rows. Rows without a value hold
/// anything.
/// </summary>
public readonly ref struct CdcArrayColumn
{
    internal CdcArrayColumn(ReadOnlySpan<int> offsets, CdcColumnView elements)
    {
        Offsets = offsets;
        Elements = elements;
    }

    /// <summary>The number of rows.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>Row i has the elements from offset i to offset i+1; one more than there are rows.</summary>
    public ReadOnlySpan<int> Offsets { get; }

    /// <summary>The elements of all rows, and possibly more.</summary>
    public CdcColumnView Elements { get; }

    /// <summary>The range of a row's elements in <see cref="Elements"/>.</summary>
    public Range this[int row] => Offsets[row]..Offsets[row + 1];
}
