namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>Reads whole columns: what is there, the spans, and each value through the column's indexer.</summary>
internal static class ColumnReading
{
    internal static void Read(CdcColumnView column, Digest digest)
    {
        var validity = column.Validity;
        digest.Add(column.Count);
        digest.Add(validity.NullCount);
        for (var i = 0; i < validity.Count; i++)
            digest.Add(validity[i]);
        switch (column.Type)
        {
            case CdcType.Boolean:
                var bits = column.GetBooleanValues();
                digest.Add(bits.Bits);
                for (var i = 0; i < bits.Count; i++)
                    digest.Add(bits[i]);
                break;
            case CdcType.Int16: digest.Add(column.GetInt16Values()); break;
            case CdcType.Int32: digest.Add(column.GetInt32Values()); break;
            case CdcType.Int64: digest.Add(column.GetInt64Values()); break;
            case CdcType.UInt32: digest.Add(column.GetUInt32Values()); break;
            case CdcType.Single: digest.Add(column.GetSingleValues()); break;
            case CdcType.Double: digest.Add(column.GetDoubleValues()); break;
            case CdcType.Decimal:
                digest.Add(column.GetDecimalValues());
                digest.Add(column.GetDecimalScale());
                break;
            case CdcType.Date: digest.Add(column.GetDateValues()); break;
            case CdcType.Time: digest.Add(column.GetTimeValues()); break;
            case CdcType.Timestamp or CdcType.TimestampTz: digest.Add(column.GetTimestampValues()); break;
            case CdcType.Interval: digest.Add(column.GetIntervalValues().Bytes); break;
            case CdcType.Uuid:
                var uuids = column.GetUuidValues();
                for (var i = 0; i < uuids.Count; i++)
                    digest.Add(uuids[i]);
                break;
            case CdcType.Text or CdcType.Binary:
                var values = column.GetBinaryValues();
                digest.Add(values.Offsets);
                digest.Add(values.Bytes);
                for (var i = 0; i < values.Count; i++)
                    digest.Add(values[i]);
                break;
            case CdcType.Array:
                var arrays = column.GetArrayValues();
                digest.Add(arrays.Offsets);
                for (var i = 0; i < arrays.Count; i++)
                    digest.Add(arrays[i].End.Value);
                Read(arrays.Elements, digest);
                break;
            case CdcType.Composite:
                var composites = column.GetCompositeValues();
                for (var i = 0; i < column.Column.Children.Length; i++)
                    Read(composites[i], digest);
                break;
        }
    }
}
