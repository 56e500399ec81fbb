using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sabot.Cdc;

/// <summary>The bytes of a <c>uuid</c>, most significant first, to <see cref="Guid"/>, which has them otherwise.</summary>
internal static class UuidValue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Guid FromBigEndian(Vector128<byte> bytes) => Unsafe.BitCast<Vector128<byte>, Guid>(
        Vector128.Shuffle(bytes, Vector128.Create((byte)3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)));
}
