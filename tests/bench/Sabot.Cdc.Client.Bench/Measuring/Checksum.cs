namespace Sabot.Cdc.Client.Bench.Measuring;

/// <summary>
/// One number of all values: every consumer must come to the same, so every one has read every column as its type.
/// </summary>
internal sealed class Checksum
{
    private const ulong OfNull = 31;

    internal ulong Value { get; private set; }

    internal long Rows { get; private set; }

    internal void AddRow() => Rows++;

    internal void AddRows(int rows) => Rows += rows;

    internal void AddNull() => Value += OfNull;

    internal void Add(long value) => Value += (ulong)value;

    internal void Add(int value) => Value += (ulong)value;

    internal void Add(int? value) => Value += value is { } number ? (ulong)number : OfNull;

    internal void Add(bool? value) => Value += value is { } flag ? (flag ? 1UL : 0) : OfNull;

    internal void Add(double? value) => Value += value is { } number ? BitConverter.DoubleToUInt64Bits(number) : OfNull;

    internal void Add(decimal? value) => Value += value is { } number ? (ulong)number.GetHashCode() : OfNull;

    internal void Add(DateOnly? value) => Value += value is { } date ? (ulong)date.DayNumber : OfNull;

    internal void Add(DateTime? value) => Value += value is { } time ? (ulong)time.Ticks : OfNull;

    internal void Add(Guid? value) => Value += value is { } uuid ? (ulong)uuid.GetHashCode() : OfNull;

    /// <summary>Text by its length in UTF-8; the workloads have no empty texts, and nothing but ASCII.</summary>
    internal void AddText(int length) => Value += length == 0 ? OfNull : (ulong)length;
}
