using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>
/// Where one column of the current batch, or what is nested in one, lies in the payload. Decoding has checked that
/// every value is inside the payload, so a read needs no more than the row, or the index of the element.
/// </summary>
// Implementation note: the type of the column and whether it has nulls are what every read asks for first; as one
// number they are one comparison.
[StructLayout(LayoutKind.Explicit)]
internal struct ColumnBuffers
{
    /// <summary>The compiled column's type, which says how the buffers are to be read.</summary>
    [FieldOffset(0)]
    internal CdcType Type;

    /// <summary>Offset of the validity bitmap, or 0, where no buffer is, when the column has no nulls.</summary>
    [FieldOffset(4)]
    internal int Validity;

    [FieldOffset(0)]
    private readonly long _typeAndValidity;

    /// <summary>Offset of the values; of text, binary and arrays, of the int32 offsets.</summary>
    [FieldOffset(8)]
    internal int Values;

    /// <summary>Text and binary: where the bytes that the offsets point into start.</summary>
    [FieldOffset(12)]
    internal int Bytes;

    /// <summary>Text and binary: how many bytes the offsets may point into.</summary>
    [FieldOffset(16)]
    internal int BytesLength;

    [FieldOffset(20)]
    internal int NullCount;

    /// <summary>How many values there are: the batch's rows, or the elements of all arrays.</summary>
    [FieldOffset(24)]
    internal int Count;

    /// <summary>Arrays and composites: the first child's place among what is nested.</summary>
    [FieldOffset(28)]
    internal int FirstChild;

    /// <summary>Decimals: the stream's scale.</summary>
    [FieldOffset(28)]
    internal int Scale;

    /// <summary>True when the column is of the type and has no nulls.</summary>
    internal readonly bool IsComplete(CdcType type) => _typeAndValidity == (long)type;
}
