namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>Reads a column of a row with every accessor of its type.</summary>
internal static class RowReading
{
    internal static void Read(CdcRowView row, int column, CdcType type, Digest digest)
    {
        digest.Add(row.IsPresent(column));
        digest.Add(row.IsNull(column));
        digest.Add(row.GetMisfitText(column));
        digest.Add(row.ReadNullable<long, ValueReading>(column) is null);
        switch (type)
        {
            case CdcType.Boolean: digest.Add(row.GetNullableBoolean(column) ?? row.IsNull(column)); break;
            case CdcType.Int16: digest.Add(row.GetNullableInt16(column) ?? -1); break;
            case CdcType.Int32: digest.Add(row.GetNullableInt32(column) ?? -1); break;
            case CdcType.Int64: digest.Add(row.GetNullableInt64(column) ?? -1); break;
            case CdcType.UInt32: digest.Add(row.GetNullableUInt32(column) ?? 7); break;
            case CdcType.Single: digest.Add(row.GetNullableSingle(column) ?? -1); break;
            case CdcType.Double: digest.Add(row.GetNullableDouble(column) ?? -1); break;
            case CdcType.Uuid: digest.Add(row.GetNullableUuid(column) ?? Guid.Empty); break;
            case CdcType.Binary: digest.Add(row.GetNullableBinary(column)); break;
            case CdcType.Text:
                digest.Add(row.GetNullableUtf8(column));
                digest.Add(row.GetNullableString(column));
                break;
            case CdcType.Decimal:
                digest.Add(row.GetNullableDecimalRaw(column) ?? -1);
                digest.Add(row.GetNullableDecimalText(column));
                digest.Add(row.GetNullableDecimal(column)?.GetHashCode() ?? -1);
                break;
            case CdcType.Date:
                digest.Add(row.GetNullableDateRaw(column) ?? -1);
                digest.Add(row.GetNullableDate(column)?.DayNumber ?? -1);
                break;
            case CdcType.Time:
                digest.Add(row.GetNullableTimeRaw(column) ?? -1);
                digest.Add(row.GetNullableTime(column)?.Ticks ?? -1);
                break;
            case CdcType.Timestamp:
                digest.Add(row.GetNullableTimestampRaw(column) ?? -1);
                digest.Add(row.GetNullableTimestamp(column)?.Ticks ?? -1);
                break;
            case CdcType.TimestampTz:
                digest.Add(row.GetNullableTimestampRaw(column) ?? -1);
                digest.Add(row.GetNullableTimestampTz(column)?.Ticks ?? -1);
                break;
            case CdcType.Interval:
                digest.Add(row.GetIntervalRaw(column));
                digest.Add(row.GetNullableInterval(column)?.GetHashCode() ?? -1);
                break;
            case CdcType.Array:
                ValueReading.Read(row.GetNullableArray(column, ValueReading.Reader).GetValueOrDefault());
                break;
            case CdcType.Composite:
                if (row.GetNullableComposite(column) is { } composite)
                    ValueReading.Read(composite);
                break;
        }
    }

    /// <summary>
    /// The accessors without null, of a row that may have none: the value, or the exception that says why not.
    /// </summary>
    internal static void ReadRequired(CdcRowView row, int column, CdcType type, Digest digest)
    {
        switch (type)
        {
            case CdcType.Boolean: digest.Add(row.GetBoolean(column)); break;
            case CdcType.Int16: digest.Add(row.GetInt16(column)); break;
            case CdcType.Int32: digest.Add(row.GetInt32(column)); break;
            case CdcType.Int64: digest.Add(row.GetInt64(column)); break;
            case CdcType.UInt32: digest.Add(row.GetUInt32(column)); break;
            case CdcType.Single: digest.Add(row.GetSingle(column)); break;
            case CdcType.Double: digest.Add(row.GetDouble(column)); break;
            case CdcType.Uuid: digest.Add(row.GetUuid(column)); break;
            case CdcType.Binary: digest.Add(row.Read<long, ValueReading>(column)); break;
            case CdcType.Text: digest.Add(row.GetString(column)); break;
            case CdcType.Decimal:
                digest.Add(row.GetDecimalRaw(column));
                digest.Add(row.GetDecimalText(column));
                digest.Add(row.GetDecimal(column).GetHashCode());
                break;
            case CdcType.Date: digest.Add(row.GetDate(column).DayNumber); break;
            case CdcType.Time: digest.Add(row.GetTime(column).Ticks); break;
            case CdcType.Timestamp: digest.Add(row.GetTimestamp(column).Ticks); break;
            case CdcType.TimestampTz: digest.Add(row.GetTimestampTz(column).Ticks); break;
            case CdcType.Interval: digest.Add(row.GetInterval(column).GetHashCode()); break;
            case CdcType.Array: ValueReading.Read(row.GetArray(column, ValueReading.Reader)); break;
            case CdcType.Composite: ValueReading.Read(row.GetComposite(column)); break;
        }
    }
}
