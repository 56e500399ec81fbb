namespace Sabot.Cdc;

/// <summary>The values of a <c>uuid</c> column, 16 bytes a row, most significant first.</summary>
public readonly ref struct CdcUuidColumn
{
    internal CdcUuidColumn(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The number of rows.</summary>
    public int Count => Bytes.Length / 16;

    /// <summary>The bytes of all rows.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The value of a row. Rows without a value read as anything.</summary>
    public Guid this[int row] => new(Bytes.Slice(checked(row * 16), 16), bigEndian: true);
}
