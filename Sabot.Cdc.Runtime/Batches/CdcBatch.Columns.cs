using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sabot.Cdc;

/// <content>Whole columns as spans: what the row accessors read, without a check for each row.</content>
public sealed partial class CdcBatch
{
    /// <summary>
    /// The kind of each row, one ASCII letter: those of <see cref="CdcChangeKind"/>, and <c>O</c> for an old image.
    /// </summary>
    public ReadOnlySpan<byte> Operations => Live().AsSpan(_operations, _count);

    /// <summary>The transaction id (xid) of each row.</summary>
    public ReadOnlySpan<uint> TransactionIds => Span<uint>(_transactionIds);

    /// <summary>The end LSN of each row's transaction.</summary>
    public ReadOnlySpan<ulong> Lsns => Span<ulong>(_lsns);

    /// <summary>The commit time of each row's transaction, microseconds since 1970-01-01 UTC.</summary>
    public ReadOnlySpan<long> CommitTimes => Span<long>(_commitTimes);

    /// <summary>The ordinal of each row's change within its transaction, across all tables.</summary>
    public ReadOnlySpan<uint> Sequences => Span<uint>(_sequences);

    /// <summary>Which rows hold a value in a column.</summary>
    public CdcValidity GetValidity(int column) => ValidityOf(AnyColumn(column, _version));

    /// <summary>A column of any type, for its values and for what is nested in it.</summary>
    public CdcColumnView GetColumn(int column)
    {
        _ = Live();
        _ = AnyColumn(column, _version);
        return new CdcColumnView(this, _version, column);
    }

    /// <summary>A <see cref="CdcType.Array"/> column. Arrays that have no place in it are not valid.</summary>
    public CdcArrayColumn GetArrayColumn(int column) => GetColumn(column).GetArrayValues();

    /// <summary>A <see cref="CdcType.Composite"/> column. Composites that have no place in it are not valid.</summary>
    public CdcCompositeColumn GetCompositeColumn(int column) => GetColumn(column).GetCompositeValues();

    /// <summary>A <see cref="CdcType.Boolean"/> column.</summary>
    public CdcBitColumn GetBooleanColumn(int column) => BitsOf(Column(column, _version, CdcType.Boolean));

    /// <summary>A <see cref="CdcType.Int16"/> column. Rows without a value hold any number.</summary>
    public ReadOnlySpan<short> GetInt16Column(int column) => Values<short>(column, CdcType.Int16);

    /// <summary>A <see cref="CdcType.Int32"/> column. Rows without a value hold any number.</summary>
    public ReadOnlySpan<int> GetInt32Column(int column) => Values<int>(column, CdcType.Int32);

    /// <summary>A <see cref="CdcType.Int64"/> column. Rows without a value hold any number.</summary>
    public ReadOnlySpan<long> GetInt64Column(int column) => Values<long>(column, CdcType.Int64);

    /// <summary>A <see cref="CdcType.Single"/> column. Rows without a value hold any number.</summary>
    public ReadOnlySpan<float> GetSingleColumn(int column) => Values<float>(column, CdcType.Single);

    /// <summary>A <see cref="CdcType.Double"/> column. Rows without a value hold any number.</summary>
    public ReadOnlySpan<double> GetDoubleColumn(int column) => Values<double>(column, CdcType.Double);

    /// <summary>
    /// A <see cref="CdcType.Decimal"/> column, unscaled: divide by 10 to the <see cref="GetDecimalScale"/>.
    /// <see cref="Int128.MinValue"/> is NaN.
    /// </summary>
    public ReadOnlySpan<Int128> GetDecimalColumn(int column) => Values<Int128>(column, CdcType.Decimal);

    /// <summary>How many digits of a <see cref="CdcType.Decimal"/> column's numbers follow the decimal point.</summary>
    public int GetDecimalScale(int column)
    {
        _ = Column(column, _version, CdcType.Decimal);
        return _binding.Columns[column].Scale;
    }

    /// <summary>A <see cref="CdcType.Text"/> column (as UTF-8) or a <see cref="CdcType.Binary"/> column.</summary>
    public CdcBinaryColumn GetBinaryColumn(int column)
    {
        ref readonly var buffers = ref Column(column, _version);
        if (buffers.Type is not (CdcType.Text or CdcType.Binary))
            ThrowWrongColumn(column, CdcType.Binary);
        return BytesOf(buffers);
    }

    /// <summary>
    /// A <see cref="CdcType.Date"/> column, days since 1970-01-01; the greatest int is infinity, the least -infinity.
    /// </summary>
    public ReadOnlySpan<int> GetDateColumn(int column) => Values<int>(column, CdcType.Date);

    /// <summary>
    /// A <see cref="CdcType.Time"/> column, microseconds since midnight; 24:00:00 is 86,400,000,000.
    /// </summary>
    public ReadOnlySpan<long> GetTimeColumn(int column) => Values<long>(column, CdcType.Time);

    /// <summary>
    /// A <see cref="CdcType.Timestamp"/> or <see cref="CdcType.TimestampTz"/> column, microseconds since 1970-01-01;
    /// encoded as <see cref="CdcRowView.GetTimestampRaw"/> says.
    /// </summary>
    public ReadOnlySpan<long> GetTimestampColumn(int column) => ValuesOf<long>(TimestampColumn(column, _version));

    /// <summary>A <see cref="CdcType.Uuid"/> column.</summary>
    public CdcUuidColumn GetUuidColumn(int column) => UuidsOf(Column(column, _version, CdcType.Uuid));

    /// <summary>A <see cref="CdcType.UInt32"/> column. Rows without a value hold any number.</summary>
    public ReadOnlySpan<uint> GetUInt32Column(int column) => Values<uint>(column, CdcType.UInt32);

    /// <summary>A <see cref="CdcType.Interval"/> column. Intervals that have no place in it are not valid.</summary>
    public CdcIntervalColumn GetIntervalColumn(int column) => new(Values<MonthDayNano>(column, CdcType.Interval));

    internal CdcValidity ValidityOf(in ColumnBuffers buffers)
    {
        var bytes = Live();
        var bits = buffers.Validity == 0 ? [] : bytes.AsSpan(buffers.Validity, Bitmap.Length(buffers.Count));
        return new CdcValidity(bits, buffers.Count, buffers.NullCount);
    }

    internal CdcBitColumn BitsOf(in ColumnBuffers buffers) =>
        new(Live().AsSpan(buffers.Values, Bitmap.Length(buffers.Count)), buffers.Count);

    internal ReadOnlySpan<T> ValuesOf<T>(in ColumnBuffers buffers)
        where T : unmanaged => Span<T>(buffers.Values, buffers.Count);

    /// <summary>The offsets of text, binary or arrays; without values there may be none in the payload.</summary>
    internal ReadOnlySpan<int> OffsetsOf(in ColumnBuffers buffers) =>
        buffers.Count == 0 ? [0] : Span<int>(buffers.Values, buffers.Count + 1);

    internal CdcBinaryColumn BytesOf(in ColumnBuffers buffers) =>
        new(OffsetsOf(buffers), Live().AsSpan(buffers.Bytes, buffers.BytesLength));

    internal CdcUuidColumn UuidsOf(in ColumnBuffers buffers) => new(ValuesOf<Vector128<byte>>(buffers));

    private ReadOnlySpan<T> Values<T>(int column, CdcType type)
        where T : unmanaged => ValuesOf<T>(Column(column, _version, type));

    private ReadOnlySpan<T> Span<T>(int offset)
        where T : unmanaged => Span<T>(offset, _count);

    private ReadOnlySpan<T> Span<T>(int offset, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Live().AsSpan(offset, count * Unsafe.SizeOf<T>()));
}
