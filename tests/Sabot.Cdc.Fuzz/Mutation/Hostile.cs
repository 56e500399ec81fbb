using System.Buffers.Binary;

namespace Sabot.Cdc.Fuzz.Mutation;

/// <summary>Numbers that break parsers: around what they were, around what is there, and far from both.</summary>
internal static class Hostile
{
    private static readonly long[] Far =
    [
        0, 1, -1, 2, 3, 4, 7, 8, 16, 64, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x0100_0000, 0x0FFF_FFFF,
        0x1FFF_FFFF, 0x3FFF_FFFF, 0x7FFF_FFF8, int.MaxValue, int.MinValue, 0xFFFF_FFF8, uint.MaxValue, 0x1_0000_0000,
        0x1_0000_0008, 0x4000_0000_0000_0000, long.MaxValue - 7, long.MaxValue, long.MinValue, long.MinValue + 8, -8,
        -16,
    ];

    /// <summary>A number to put where another one is.</summary>
    /// <param name="dice">Chooses.</param>
    /// <param name="old">What is there.</param>
    /// <param name="length">How many bytes there are around it.</param>
    internal static long Number(Dice dice, long old, int length) => dice.Below(10) switch
    {
        0 => old + 1,
        1 => old - 1,
        2 => old + 8 * (dice.Below(9) - 4),
        3 => old ^ (1L << dice.Below(64)),
        4 => dice.Below(length + 1),
        5 => dice.Below(length / 8 + 1) * 8,
        6 => length - dice.Below(16),
        7 => unchecked(old * 2),
        8 => (long)dice.Next() >> dice.Below(64),
        _ => dice.Pick<long>(Far),
    };

    internal static long Read(ReadOnlySpan<byte> bytes, int width) => width switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    internal static void Write(Span<byte> bytes, int width, long value)
    {
        for (var i = 0; i < width; i++)
            bytes[i] = (byte)(value >> (8 * i));
    }
}
