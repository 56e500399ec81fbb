using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>Arrow's bitmaps: the first row in the lowest bit of the first byte.</summary>
internal static class Bitmap
{
    /// <summary>How many bytes it takes.</summary>
    internal static int Length(int rows) => (int)(((uint)rows + 7) / 8);

    /// <summary>The bit of a row that the caller knows to be in the bitmap: it is not checked.</summary>
    internal static bool Has(ReadOnlySpan<byte> bits, int row) =>
        (Unsafe.Add(ref MemoryMarshal.GetReference(bits), (nint)((uint)row >> 3)) >> (row & 7) & 1) != 0;
}
