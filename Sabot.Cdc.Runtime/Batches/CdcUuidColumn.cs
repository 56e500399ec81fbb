using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sabot.Cdc;

/// <summary>The values of a <c>uuid</c> column, 16 bytes a row, most significant first.</summary>
public readonly ref struct CdcUuidColumn
{
    private readonly ReadOnlySpan<Vector128<byte>> _values;

    internal CdcUuidColumn(ReadOnlySpan<Vector128<byte>> values) => _values = values;

    /// <summary>The number of rows.</summary>
    public int Count => _values.Length;

    /// <summary>The bytes of all rows.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_values);

    /// <summary>The value of a row. Rows without a value read as anything.</summary>
    public Guid this[int row] => UuidValue.FromBigEndian(_values[row]);
}
