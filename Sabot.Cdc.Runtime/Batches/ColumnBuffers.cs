namespace Sabot.Cdc;

/// <summary>
/// Where one column of the current batch lies in the payload. Decoding has checked that every value of every row is
/// inside the payload, so a read needs no more than the row.
/// </summary>
internal struct ColumnBuffers
{
    /// <summary>
    /// The batch's version with the column's <see cref="CdcType"/> in the low four bits; 0 once the batch is
    /// released. One comparison so answers both "is this view stale" and "is this the right accessor".
    /// </summary>
    internal int Tag;

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
