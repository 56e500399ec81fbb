namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>Reads a value that is there, of any type and to any depth, with every accessor of its type.</summary>
internal readonly struct ValueReading : IColumnReader<long>
{
    /// <summary>Where this thread's values go; readers of elements are static.</summary>
    [ThreadStatic]
    private static Digest? _digest;

    private static readonly CdcElementReader<long?> Elements = CdcElements.Custom<long, ValueReading>();

    internal static void ReadInto(Digest digest) => _digest = digest;

    public static long Read(CdcValueView value)
    {
        var digest = _digest!;
        switch (value.Type)
        {
            case CdcType.Boolean: digest.Add(value.GetBoolean()); break;
            case CdcType.Int16: digest.Add(value.GetInt16()); break;
            case CdcType.Int32: digest.Add(value.GetInt32()); break;
            case CdcType.Int64: digest.Add(value.GetInt64()); break;
            case CdcType.UInt32: digest.Add(value.GetUInt32()); break;
            case CdcType.Single: digest.Add(value.GetSingle()); break;
            case CdcType.Double: digest.Add(value.GetDouble()); break;
            case CdcType.Uuid: digest.Add(value.GetUuid()); break;
            case CdcType.Binary: digest.Add(value.GetBinary()); break;
            case CdcType.Text:
                digest.Add(value.GetUtf8());
                digest.Add(value.GetString());
                break;
            case CdcType.Decimal:
                digest.Add(value.GetDecimalRaw());
                digest.Add(value.GetDecimalScale());
                digest.Add(value.GetDecimalText());
                Try(value, static v => v.GetDecimal().GetHashCode());
                break;
            case CdcType.Date:
                digest.Add(value.GetDateRaw());
                Try(value, static v => v.GetDate().DayNumber);
                break;
            case CdcType.Time:
                digest.Add(value.GetTimeRaw());
                Try(value, static v => v.GetTime().Ticks);
                break;
            case CdcType.Timestamp:
                digest.Add(value.GetTimestampRaw());
                Try(value, static v => v.GetTimestamp().Ticks);
                break;
            case CdcType.TimestampTz:
                digest.Add(value.GetTimestampRaw());
                Try(value, static v => v.GetTimestampTz().Ticks);
                break;
            case CdcType.Interval:
                Try(value, static v => v.GetInterval().GetHashCode());
                break;
            case CdcType.Array:
                Read(value.GetArray(Elements));
                break;
            case CdcType.Composite:
                Read(value.GetComposite());
                break;
        }

        return 0;
    }

    internal static void Read(CdcArray<long?> array)
    {
        _digest!.Add(array.Count);
        foreach (var element in array)
            _digest.Add(element is null);
    }

    internal static void Read(CdcCompositeView composite)
    {
        for (var attribute = 0; attribute < composite.Attributes.Length; attribute++)
            _digest!.Add(composite.ReadNullable<long, ValueReading>(attribute) is null);
    }

    internal static CdcElementReader<long?> Reader => Elements;

    /// <summary>What .NET's type cannot hold, and intervals that PostgreSQL has not, are exceptions.</summary>
    private static void Try(CdcValueView value, Reading read)
    {
        try
        {
            _digest!.Add(read(value));
        }
        catch (Exception e) when (e is CdcValueException or CdcProtocolException)
        {
            _digest!.Add(e.Message);
        }
    }

    private delegate long Reading(CdcValueView value);
}
