using System.Runtime.CompilerServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc.Views.Bench;

/// <summary>Rows as columns in Arrow's memory, as the plugin sends them: without a validity bitmap where none is null.</summary>
internal sealed class BulkColumns(IReadOnlyList<BulkValues> rows, Func<int, bool> isNull)
{
    private static readonly DateOnly FirstDay = new(1970, 1, 1);
    private static readonly TimestampType TimestampTz = new(TimeUnit.Microsecond, "UTC");

    /// <summary>In the order of the table, which is not that of the .cdc file.</summary>
    public IEnumerable<(string Name, string Type, IArrowArray Values)> All() =>
    [
        ("id", "bigint", Fixed(Int64Type.Default, row => row.Id, _ => false)),
        ("name", "text", Text(row => row.Name)),
        ("email", "text", Text(row => row.Email)),
        ("balance", "numeric(12,2)", Fixed(new Decimal128Type(12, 2), Unscaled, isNull)),
        ("active", "boolean", Bits()),
        ("logins", "integer", Fixed(Int32Type.Default, row => row.Logins, isNull)),
        ("rating", "double precision", Fixed(DoubleType.Default, row => row.Rating, isNull)),
        ("born", "date", Fixed(Date32Type.Default, row => row.Born.DayNumber - FirstDay.DayNumber, isNull)),
        (
            "created_at",
            "timestamp with time zone",
            Fixed(TimestampTz, row => (row.CreatedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, isNull)),
        ("token", "uuid", Fixed(new FixedSizeBinaryType(16), row => BigEndian(row.Token), isNull)),
    ];

    private IArrowArray Fixed<T>(IArrowType type, Func<BulkValues, T> value, Func<int, bool> isColumnNull)
        where T : unmanaged
    {
        var valid = Valid(isColumnNull);
        var values = new ArrowBuffer.Builder<T>();
        for (var row = 0; row < rows.Count; row++)
            values.Append(valid[row] ? value(rows[row]) : default);
        return Array(type, valid, values.Build());
    }

    private IArrowArray Bits()
    {
        var valid = Valid(isNull);
        var values = new ArrowBuffer.BitmapBuilder();
        for (var row = 0; row < rows.Count; row++)
            values.Append(valid[row] && rows[row].Active);
        return Array(BooleanType.Default, valid, values.Build());
    }

    private IArrowArray Text(Func<BulkValues, string> value)
    {
        var valid = Valid(isNull);
        var offsets = new ArrowBuffer.Builder<int>().Append(0);
        var bytes = new ArrowBuffer.Builder<byte>();
        for (var row = 0; row < rows.Count; row++)
        {
            if (valid[row])
                bytes.Append(Encoding.UTF8.GetBytes(value(rows[row])));
            offsets.Append(bytes.Length);
        }

        return Array(StringType.Default, valid, offsets.Build(), bytes.Build());
    }

    private bool[] Valid(Func<int, bool> isColumnNull) =>
        [.. Enumerable.Range(0, rows.Count).Select(row => !isColumnNull(row))];

    private static IArrowArray Array(IArrowType type, bool[] valid, params ArrowBuffer[] buffers)
    {
        var nulls = valid.Count(isValid => !isValid);
        var validity = nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer.BitmapBuilder().AppendRange(valid).Build();
        return ArrowArrayFactory.BuildArray(new ArrayData(type, valid.Length, nulls, 0, [validity, .. buffers]));
    }

    private static Int128 Unscaled(BulkValues row) => (Int128)(row.Balance * 100);

    private static Int128 BigEndian(Guid token) => Unsafe.BitCast<Guid, Int128>(new Guid(token.ToByteArray(bigEndian: true)));
}
