using System.Runtime.CompilerServices;
using System.Text;

namespace Sabot.Cdc;

/// <summary>
/// One row of a batch: what each generated row struct holds. Columns are addressed by their ordinal in
/// <see cref="CdcBatch.Table"/>.
/// </summary>
/// <remarks>
/// <para>Valid until the enumerator moves on, unless the batch is retained; after that every read throws
/// <see cref="CdcStaleViewException"/>, it never returns another row's bytes. Spans are over the batch's memory and
/// live as long. A default view refers to no batch; its members throw <see cref="NullReferenceException"/>.</para>
/// <para>The accessors of each type throw <see cref="CdcUnchangedValueException"/> when the value is not in the WAL;
/// those that cannot return null throw <see cref="CdcValueException"/> on one; and the accessors of .NET types that
/// hold less than PostgreSQL's throw it on what they cannot hold. An accessor of another type than the column's
/// throws <see cref="InvalidOperationException"/>.</para>
/// </remarks>
// Implementation note: 16 bytes, so that it is passed in registers. Reading a value is one comparison for version
// and type, one for nulls, and the load; whatever else there is to know is asked only when a value is missing.
public readonly partial struct CdcRowView
{
    private readonly CdcBatch _batch;
    private readonly int _row;
    private readonly int _version;

    /// <summary>A view of a row of the batch as it is now.</summary>
    public CdcRowView(CdcBatch batch, int row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.CheckRow(row);
        _batch = batch;
        _row = row;
        _version = batch.Version;
    }

    internal CdcRowView(CdcBatch batch, int row, int version)
    {
        _batch = batch;
        _row = row;
        _version = version;
    }

    /// <summary>
    /// True when the column is null; false for every value, also for one that its natural accessor cannot return.
    /// </summary>
    /// <exception cref="CdcUnchangedValueException">The value is not in the WAL.</exception>
    public bool IsNull(int column)
    {
        ref readonly var buffers = ref _batch.AnyColumn(column, _version);
        return !_batch.IsValid(buffers, _row) && (_batch.NullsArePlain || _batch.Misfit(column, _row) is null);
    }

    /// <summary>
    /// False when the value exists but is not in the WAL: an update left it unchanged and it is stored out of line
    /// (TOAST), or this is an old image of which only the key was logged. A null is present.
    /// </summary>
    public bool IsPresent(int column)
    {
        ref readonly var buffers = ref _batch.AnyColumn(column, _version);
        return _batch.IsValid(buffers, _row) || _batch.NullsArePlain || _batch.IsLogged(column, _row);
    }

    /// <summary>A <c>boolean</c>.</summary>
    public bool GetBoolean(int column) => _batch.Boolean(Valued(column, CdcType.Boolean), _row);

    /// <summary>A <c>boolean</c>, or null.</summary>
    public bool? GetNullableBoolean(int column)
    {
        ref readonly var buffers = ref _batch.Column(column, _version);
        return HasValue(buffers, column, CdcType.Boolean) ? _batch.Boolean(buffers, _row) : null;
    }

    /// <summary>A <c>smallint</c>.</summary>
    public short GetInt16(int column) => Get<short>(column, CdcType.Int16);

    /// <summary>A <c>smallint</c>, or null.</summary>
    public short? GetNullableInt16(int column) => GetNullable<short>(column, CdcType.Int16);

    /// <summary>An <c>integer</c>.</summary>
    public int GetInt32(int column) => Get<int>(column, CdcType.Int32);

    /// <summary>An <c>integer</c>, or null.</summary>
    public int? GetNullableInt32(int column) => GetNullable<int>(column, CdcType.Int32);

    /// <summary>A <c>bigint</c>.</summary>
    public long GetInt64(int column) => Get<long>(column, CdcType.Int64);

    /// <summary>A <c>bigint</c>, or null.</summary>
    public long? GetNullableInt64(int column) => GetNullable<long>(column, CdcType.Int64);

    /// <summary>An <c>oid</c>.</summary>
    public uint GetUInt32(int column) => Get<uint>(column, CdcType.UInt32);

    /// <summary>An <c>oid</c>, or null.</summary>
    public uint? GetNullableUInt32(int column) => GetNullable<uint>(column, CdcType.UInt32);

    /// <summary>A <c>real</c>.</summary>
    public float GetSingle(int column) => Get<float>(column, CdcType.Single);

    /// <summary>A <c>real</c>, or null.</summary>
    public float? GetNullableSingle(int column) => GetNullable<float>(column, CdcType.Single);

    /// <summary>A <c>double precision</c>.</summary>
    public double GetDouble(int column) => Get<double>(column, CdcType.Double);

    /// <summary>A <c>double precision</c>, or null.</summary>
    public double? GetNullableDouble(int column) => GetNullable<double>(column, CdcType.Double);

    /// <summary>A text column as a new string.</summary>
    public string GetString(int column) =>
        Encoding.UTF8.GetString(_batch.Bytes(Valued(column, CdcType.Text), _row));

    /// <summary>A text column as a new string, or null.</summary>
    public string? GetNullableString(int column)
    {
        ref readonly var buffers = ref _batch.Column(column, _version);
        return HasValue(buffers, column, CdcType.Text) ? Encoding.UTF8.GetString(_batch.Bytes(buffers, _row)) : null;
    }

    /// <summary>A text column's UTF-8 bytes in the batch's memory.</summary>
    public ReadOnlySpan<byte> GetUtf8(int column) => _batch.Bytes(Valued(column, CdcType.Text), _row);

    /// <summary>A text column's UTF-8 bytes in the batch's memory; empty for a null.</summary>
    public ReadOnlySpan<byte> GetNullableUtf8(int column) => GetNullableBytes(column, CdcType.Text);

    /// <summary>A <c>bytea</c>'s bytes in the batch's memory.</summary>
    public ReadOnlySpan<byte> GetBinary(int column) => _batch.Bytes(Valued(column, CdcType.Binary), _row);

    /// <summary>A <c>bytea</c>'s bytes in the batch's memory; empty for a null.</summary>
    public ReadOnlySpan<byte> GetNullableBinary(int column) => GetNullableBytes(column, CdcType.Binary);

    /// <summary>A <c>uuid</c>.</summary>
    public Guid GetUuid(int column) => _batch.Uuid(Valued(column, CdcType.Uuid), _row);

    /// <summary>A <c>uuid</c>, or null.</summary>
    public Guid? GetNullableUuid(int column)
    {
        ref readonly var buffers = ref _batch.Column(column, _version);
        return HasValue(buffers, column, CdcType.Uuid) ? _batch.Uuid(buffers, _row) : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Get<T>(int column, CdcType type)
        where T : unmanaged => _batch.Value<T>(Valued(column, type), _row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T? GetNullable<T>(int column, CdcType type)
        where T : unmanaged
    {
        ref readonly var buffers = ref _batch.Column(column, _version);
        return HasValue(buffers, column, type) ? _batch.Value<T>(buffers, _row) : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> GetNullableBytes(int column, CdcType type)
    {
        ref readonly var buffers = ref _batch.Column(column, _version);
        return HasValue(buffers, column, type) ? _batch.Bytes(buffers, _row) : default;
    }

    /// <summary>A column that has a value in this row; throws what is wrong otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly ColumnBuffers Valued(int column, CdcType type)
    {
        ref readonly var buffers = ref _batch.Column(column, _version);
        if (!buffers.IsComplete(type))
            CheckValue(buffers, column, type);
        return ref buffers;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckValue(in ColumnBuffers buffers, int column, CdcType type)
    {
        if (buffers.Type != type)
            _batch.ThrowWrongColumn(column, type);
        if (!_batch.HasBit(buffers, _row))
            _batch.ThrowNull(column, _row);
    }

    /// <summary>False for a null; throws when the value is not in the WAL or does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasValue(in ColumnBuffers buffers, int column, CdcType type)
    {
        if (buffers.IsComplete(type))
            return true;
        if (buffers.Type != type)
            _batch.ThrowWrongColumn(column, type);
        if (_batch.HasBit(buffers, _row))
            return true;
        if (!_batch.NullsArePlain)
            _batch.ConfirmNull(column, _row);
        return false;
    }

    /// <summary>The same for a column whose type has been compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasValue(in ColumnBuffers buffers, int column)
    {
        if (_batch.IsValid(buffers, _row))
            return true;
        if (!_batch.NullsArePlain)
            _batch.ConfirmNull(column, _row);
        return false;
    }
}
