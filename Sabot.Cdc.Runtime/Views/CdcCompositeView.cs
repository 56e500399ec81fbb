using System.Runtime.CompilerServices;
using System.Text;

namespace Sabot.Cdc;

/// <summary>
/// One composite value of a row, or of an array: what each generated view of a composite type holds. Attributes are
/// addressed by their ordinal in <see cref="Attributes"/>, and may always be null.
/// </summary>
/// <remarks>
/// Valid as long as the row it was read from; after that every read throws <see cref="CdcStaleViewException"/>. The
/// accessors are those of <see cref="CdcRowView"/> and throw the same; attributes are always in the WAL when their
/// composite is, and always fit. A default view refers to no batch; its members throw
/// <see cref="NullReferenceException"/>.
/// </remarks>
public readonly partial struct CdcCompositeView
{
    private readonly CdcBatch _batch;
    private readonly int _row;
    private readonly int _version;
    private readonly int _first;
    private readonly int _count;

    internal CdcCompositeView(CdcBatch batch, int row, int version, int first, int count)
    {
        _batch = batch;
        _row = row;
        _version = version;
        _first = first;
        _count = count;
    }

    /// <summary>The attributes as the code was compiled against them, by ordinal.</summary>
    public ReadOnlySpan<CdcColumn> Attributes => _batch.Table.Nested[Composite].Children;

    /// <summary>True when the attribute is null.</summary>
    public bool IsNull(int attribute) => !_batch.IsValid(Attribute(attribute), _row);

    /// <summary>A <c>boolean</c>.</summary>
    public bool GetBoolean(int attribute) => _batch.Boolean(Valued(attribute, CdcType.Boolean), _row);

    /// <summary>A <c>boolean</c>, or null.</summary>
    public bool? GetNullableBoolean(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Boolean);
        return _batch.IsValid(buffers, _row) ? _batch.Boolean(buffers, _row) : null;
    }

    /// <summary>A <c>smallint</c>.</summary>
    public short GetInt16(int attribute) => _batch.Value<short>(Valued(attribute, CdcType.Int16), _row);

    /// <summary>A <c>smallint</c>, or null.</summary>
    public short? GetNullableInt16(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Int16);
        return _batch.IsValid(buffers, _row) ? _batch.Value<short>(buffers, _row) : null;
    }

    /// <summary>An <c>integer</c>.</summary>
    public int GetInt32(int attribute) => _batch.Value<int>(Valued(attribute, CdcType.Int32), _row);

    /// <summary>An <c>integer</c>, or null.</summary>
    public int? GetNullableInt32(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Int32);
        return _batch.IsValid(buffers, _row) ? _batch.Value<int>(buffers, _row) : null;
    }

    /// <summary>A <c>bigint</c>.</summary>
    public long GetInt64(int attribute) => _batch.Value<long>(Valued(attribute, CdcType.Int64), _row);

    /// <summary>A <c>bigint</c>, or null.</summary>
    public long? GetNullableInt64(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Int64);
        return _batch.IsValid(buffers, _row) ? _batch.Value<long>(buffers, _row) : null;
    }

    /// <summary>An <c>oid</c>.</summary>
    public uint GetUInt32(int attribute) => _batch.Value<uint>(Valued(attribute, CdcType.UInt32), _row);

    /// <summary>An <c>oid</c>, or null.</summary>
    public uint? GetNullableUInt32(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.UInt32);
        return _batch.IsValid(buffers, _row) ? _batch.Value<uint>(buffers, _row) : null;
    }

    /// <summary>A <c>real</c>.</summary>
    public float GetSingle(int attribute) => _batch.Value<float>(Valued(attribute, CdcType.Single), _row);

    /// <summary>A <c>real</c>, or null.</summary>
    public float? GetNullableSingle(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Single);
        return _batch.IsValid(buffers, _row) ? _batch.Value<float>(buffers, _row) : null;
    }

    /// <summary>A <c>double precision</c>.</summary>
    public double GetDouble(int attribute) => _batch.Value<double>(Valued(attribute, CdcType.Double), _row);

    /// <summary>A <c>double precision</c>, or null.</summary>
    public double? GetNullableDouble(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Double);
        return _batch.IsValid(buffers, _row) ? _batch.Value<double>(buffers, _row) : null;
    }

    /// <summary>Text as a new string.</summary>
    public string GetString(int attribute) =>
        Encoding.UTF8.GetString(_batch.Bytes(Valued(attribute, CdcType.Text), _row));

    /// <summary>Text as a new string, or null.</summary>
    public string? GetNullableString(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Text);
        return _batch.IsValid(buffers, _row) ? Encoding.UTF8.GetString(_batch.Bytes(buffers, _row)) : null;
    }

    /// <summary>Text's UTF-8 bytes in the batch's memory.</summary>
    public ReadOnlySpan<byte> GetUtf8(int attribute) => _batch.Bytes(Valued(attribute, CdcType.Text), _row);

    /// <summary>Text's UTF-8 bytes in the batch's memory; empty for a null.</summary>
    public ReadOnlySpan<byte> GetNullableUtf8(int attribute) => GetNullableBytes(attribute, CdcType.Text);

    /// <summary>A <c>bytea</c>'s bytes in the batch's memory.</summary>
    public ReadOnlySpan<byte> GetBinary(int attribute) => _batch.Bytes(Valued(attribute, CdcType.Binary), _row);

    /// <summary>A <c>bytea</c>'s bytes in the batch's memory; empty for a null.</summary>
    public ReadOnlySpan<byte> GetNullableBinary(int attribute) => GetNullableBytes(attribute, CdcType.Binary);

    /// <summary>A <c>uuid</c>.</summary>
    public Guid GetUuid(int attribute) => _batch.Uuid(Valued(attribute, CdcType.Uuid), _row);

    /// <summary>A <c>uuid</c>, or null.</summary>
    public Guid? GetNullableUuid(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Uuid);
        return _batch.IsValid(buffers, _row) ? _batch.Uuid(buffers, _row) : null;
    }

    /// <summary>A composite in the composite.</summary>
    public CdcCompositeView GetComposite(int attribute) =>
        _batch.ToComposite(Number(attribute), Valued(attribute, CdcType.Composite), _row, _version);

    /// <summary>A composite in the composite, or null.</summary>
    public CdcCompositeView? GetNullableComposite(int attribute)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Composite);
        return _batch.IsValid(buffers, _row)
            ? _batch.ToComposite(Number(attribute), buffers, _row, _version)
            : null;
    }

    /// <summary>A one-dimensional array.</summary>
    /// <param name="attribute">The attribute's ordinal.</param>
    /// <param name="elements">How its elements are read.</param>
    public CdcArray<T> GetArray<T>(int attribute, CdcElementReader<T> elements) =>
        _batch.ToArray(Valued(attribute, CdcType.Array), _row, _version, elements);

    /// <summary>A one-dimensional array, or null.</summary>
    /// <param name="attribute">The attribute's ordinal.</param>
    /// <param name="elements">How its elements are read.</param>
    public CdcArray<T>? GetNullableArray<T>(int attribute, CdcElementReader<T> elements)
    {
        ref readonly var buffers = ref Attribute(attribute, CdcType.Array);
        return _batch.IsValid(buffers, _row) ? _batch.ToArray(buffers, _row, _version, elements) : null;
    }

    /// <summary>An attribute that is read as a type of your own.</summary>
    public T Read<T, TReader>(int attribute)
        where TReader : struct, IColumnReader<T>
    {
        if (IsNull(attribute))
            _batch.ThrowNestedNull(Number(attribute));
        return TReader.Read(new CdcValueView(_batch, Number(attribute), _row, _version));
    }

    /// <summary>An attribute that is read as a value type of your own, or null.</summary>
    public T? ReadNullable<T, TReader>(int attribute)
        where T : struct
        where TReader : struct, IColumnReader<T> => IsNull(attribute) ? null : Read<T, TReader>(attribute);

    /// <summary>An attribute that is read as a reference type of your own, or null.</summary>
    public T? ReadNullableReference<T, TReader>(int attribute)
        where T : class
        where TReader : struct, IColumnReader<T> => IsNull(attribute) ? null : Read<T, TReader>(attribute);

    /// <summary>The composite's own number in the table.</summary>
    private int Composite => _batch.Table.Nested.Parent(_batch.NumberOf(_first));

    private int Number(int attribute) => _batch.NumberOf(_first + attribute);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly ColumnBuffers Attribute(int attribute)
    {
        if ((uint)attribute >= (uint)_count)
            _batch.ThrowNoAttribute(Composite, attribute);
        return ref _batch.Nested(_first + attribute, _version);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly ColumnBuffers Attribute(int attribute, CdcType type)
    {
        ref readonly var buffers = ref Attribute(attribute);
        if (buffers.Type != type)
            _batch.ThrowWrongType(Number(attribute), type);
        return ref buffers;
    }

    /// <summary>An attribute that has a value; throws otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly ColumnBuffers Valued(int attribute, CdcType type)
    {
        ref readonly var buffers = ref Attribute(attribute, type);
        if (!_batch.IsValid(buffers, _row))
            _batch.ThrowNestedNull(Number(attribute));
        return ref buffers;
    }

    private ReadOnlySpan<byte> GetNullableBytes(int attribute, CdcType type)
    {
        ref readonly var buffers = ref Attribute(attribute, type);
        return _batch.IsValid(buffers, _row) ? _batch.Bytes(buffers, _row) : default;
    }
}
