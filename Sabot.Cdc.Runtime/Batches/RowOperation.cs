using System.Buffers;

namespace Sabot.Cdc;

/// <summary>The bytes of the <c>__op</c> column.</summary>
internal static class RowOperation
{
    internal const byte Insert = (byte)'I';
    internal const byte Update = (byte)'U';
    internal const byte Delete = (byte)'D';
    internal const byte Truncate = (byte)'T';

    /// <summary>The old image of the update in the next row.</summary>
    internal const byte OldImage = (byte)'O';

    private static readonly SearchValues<byte> Known = SearchValues.Create("IUDTO"u8);

    /// <summary>Throws unless every operation is known and every old image is followed by its update.</summary>
    internal static void Check(ReadOnlySpan<byte> operations)
    {
        var unknown = operations.IndexOfAnyExcept(Known);
        if (unknown >= 0)
            ThrowUnknown(unknown, operations[unknown]);

        var row = operations.IndexOf(OldImage);
        while (row >= 0)
        {
            if (row + 1 == operations.Length || operations[row + 1] != Update)
                ThrowAlone(row);
            var next = operations[(row + 2)..].IndexOf(OldImage);
            row = next < 0 ? next : row + 2 + next;
        }
    }

    private static void ThrowUnknown(int row, byte operation) =>
        ArrowErrors.Throw($"Row {row} has the unknown operation 0x{operation:X2}.");

    private static void ThrowAlone(int row) =>
        ArrowErrors.Throw($"Row {row} is an old image, but the next row is not its update.");
}
