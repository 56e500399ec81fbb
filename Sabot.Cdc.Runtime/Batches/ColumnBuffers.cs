namespace Sabot.Cdc;

/// <summary>
/// Where one column of the current batch, or what is nested in one, lies in the payload. Decoding has checked that every
/// value is inside the payload, so a read needs no more than the row, or the index of the element.
/// </summary>
// Implementation note: 32 bytes, so that a column is found by a shift.
internal struct ColumnBuffers
{
    /// <summary>The compiled column's type, which says how the buffers are to be read.</summary>
    internal CdcType Type;

    /// <summary>Offset of the validity bitmap, or -1 when the column has no nulls.</summary>
    internal int Validity;

    /// <summary>Offset of the values; of text, binary and arrays, of the int32 offsets.</summary>
    internal int Values;

    /// <summary>Text and binary: where the bytes that the offsets point into start.</summary>
    internal int Bytes;

    /// <summary>Text and binary: how many bytes the offsets may point into.</summary>
    internal int BytesLength;

    internal int NullCount;

    /// <summary>How many values there are: the batch's rows, or the elements of all arrays.</summary>
    internal int Count;

    /// <summary>Arrays and composites: the first child's place among what is nested.</summary>
    internal int FirstChild;
}
