using System.Numerics;
using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>
/// Checks the offsets of a text, binary or list buffer once a batch, several at a time, so that reading a value
/// needs no check of its own.
/// </summary>
internal static class ArrowOffsets
{
    /// <summary>True when the offsets start at 0 or above, never decrease, and end within the limit.</summary>
    internal static bool AreValid(ReadOnlySpan<int> offsets, int limit)
    {
        if (offsets[0] < 0 || offsets[^1] > limit)
            return false;

        var i = 0;
        var last = offsets.Length - 1;
        if (Vector.IsHardwareAccelerated)
        {
            for (; i <= last - Vector<int>.Count; i += Vector<int>.Count)
            {
                var here = new Vector<int>(offsets[i..]);
                var next = new Vector<int>(offsets[(i + 1)..]);
                if (Vector.GreaterThanAny(here, next))
                    return false;
            }
        }

        for (; i < last; i++)
        {
            if (offsets[i] > offsets[i + 1])
                return false;
        }

        return true;
    }

    /// <summary>The same for the 64-bit offsets of Arrow's large types.</summary>
    internal static bool AreValid(ReadOnlySpan<long> offsets, int limit)
    {
        if (offsets[0] < 0 || offsets[^1] > limit)
            return false;

        for (var i = 0; i < offsets.Length - 1; i++)
        {
            if (offsets[i] > offsets[i + 1])
                return false;
        }

        return true;
    }

    /// <summary>The offsets of a buffer that has room for one more than there are values.</summary>
    internal static ReadOnlySpan<T> Read<T>(ReadOnlySpan<byte> buffer, int values)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(buffer)[..(values + 1)];
}
