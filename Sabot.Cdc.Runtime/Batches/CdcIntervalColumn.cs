using System.Runtime.InteropServices;

namespace Sabot.Cdc;

/// <summary>
/// The values of an <c>interval</c> column, 16 bytes a row: int32 months, int32 days, int64 nanoseconds, which are
/// always whole microseconds because PostgreSQL has no finer ones.
/// </summary>
public readonly ref struct CdcIntervalColumn
{
    private readonly ReadOnlySpan<MonthDayNano> _values;

    internal CdcIntervalColumn(ReadOnlySpan<MonthDayNano> values) => _values = values;

    /// <summary>The number of rows.</summary>
    public int Count => _values.Length;

    /// <summary>The bytes of all rows, numbers little-endian.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_values);

    /// <summary>The value of a row. Rows without a value read as anything.</summary>
    /// <exception cref="CdcProtocolException">The nanoseconds are not whole microseconds.</exception>
    public CdcInterval this[int row] => _values[row].ToInterval();
}
