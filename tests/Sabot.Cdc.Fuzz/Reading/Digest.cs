using System.Numerics;
using System.Runtime.InteropServices;

namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>One number of everything that was read: two readings of the same bytes have the same.</summary>
internal sealed class Digest
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    internal ulong Value { get; private set; }

    /// <summary>How many values were read.</summary>
    internal long Reads { get; private set; }

    internal void Add(long value)
    {
        Reads++;
        Value = BitOperations.RotateLeft((Value ^ (ulong)value) * Prime, 29);
    }

    internal void Add(bool value) => Add(value ? 1 : 0);

    internal void Add(double value) => Add(BitConverter.DoubleToInt64Bits(value));

    internal void Add(Int128 value)
    {
        Add((long)value);
        Add((long)(value >> 64));
    }

    internal void Add(Guid value) => Add(value.GetHashCode());

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        var words = MemoryMarshal.Cast<byte, long>(bytes);
        foreach (var word in words)
            Value = BitOperations.RotateLeft((Value ^ (ulong)word) * Prime, 29);
        foreach (var rest in bytes[(words.Length * sizeof(long))..])
            Value = BitOperations.RotateLeft((Value ^ rest) * Prime, 29);
    }

    internal void Add(string? text)
    {
        if (text is null)
            Add(-1);
        else
            Add(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    internal void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Add(MemoryMarshal.AsBytes(values));

    internal void Clear() => (Value, Reads) = (0, 0);
}
