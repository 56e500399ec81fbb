namespace Sabot.Cdc;

/// <summary>
/// Where one column of the current batch lies in the payload. Decoding has checked that every value of every row is
/// inside the payload, so a read needs no more than the row.
/// </summary>
internal struct ColumnBuffers
{
    /// <summary>The compiled column's type, which says how the buffers are to be read.</summary>
    internal CdcType Type;

    /// <summary>Offset of the validity bitmap, or -1 when the column has no nulls.</summary>
    internal int Validity;

    /// <summary>Offset of the values; of text and binary, of the int32 offsets.</summary>
    internal int Values;

    /// <summary>Text and binary: where the bytes that the offsets point into start.</summary>
    internal int Bytes;

    /// <summary>Text and binary: how many bytes the offsets may point into.</summary>
    internal int BytesLength;

    internal int NullCount;
}
