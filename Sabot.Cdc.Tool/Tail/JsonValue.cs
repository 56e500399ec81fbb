using System.Text;
using System.Text.Json;

namespace Sabot.Cdc.Tool.Tail;

/// <summary>
/// Writes values as JSON, exactly: what a number of JSON is exactly is one, with PostgreSQL's own digits; all else is a
/// string that PostgreSQL reads as the same value.
/// </summary>
internal static class JsonValue
{
    private static readonly CdcElementReader<bool?> Elements = CdcElements.Custom<bool, Reader>();

    // Readers are types without state, so the writer of a value that is under way is the thread's.
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Writes a column's value, which is present or null.</summary>
    public static void Write(Utf8JsonWriter json, CdcRowView row, int column)
    {
        _writer = json;
        if (row.IsNull(column))
            json.WriteNullValue();
        else if (row.GetMisfitText(column) is { } text)
            json.WriteStringValue(text);
        else
            row.Read<bool, Reader>(column);
    }

    private static void Write(Utf8JsonWriter json, CdcValueView value)
    {
        switch (value.Type)
        {
            case CdcType.Boolean:
                json.WriteBooleanValue(value.GetBoolean());
                break;
            case CdcType.Int16:
                json.WriteNumberValue(value.GetInt16());
                break;
            case CdcType.Int32:
                json.WriteNumberValue(value.GetInt32());
                break;
            case CdcType.Int64:
                json.WriteNumberValue(value.GetInt64());
                break;
            case CdcType.UInt32:
                json.WriteNumberValue(value.GetUInt32());
                break;
            case CdcType.Single when float.IsFinite(value.GetSingle()):
                json.WriteNumberValue(value.GetSingle());
                break;
            case CdcType.Single:
                WriteNotFinite(json, value.GetSingle());
                break;
            case CdcType.Double when double.IsFinite(value.GetDouble()):
                json.WriteNumberValue(value.GetDouble());
                break;
            case CdcType.Double:
                WriteNotFinite(json, value.GetDouble());
                break;
            case CdcType.Decimal:
                WriteNumeric(json, Encoding.UTF8.GetBytes(value.GetDecimalText()));
                break;
            case CdcType.Text when IsNumeric(value.PostgresType):
                WriteNumeric(json, value.GetUtf8());
                break;
            case CdcType.Text:
                json.WriteStringValue(value.GetUtf8());
                break;
            case CdcType.Binary:
                json.WriteStringValue("\\x" + Convert.ToHexStringLower(value.GetBinary()));
                break;
            case CdcType.Date:
                json.WriteStringValue(IsoText.Date(value.GetDateRaw()));
                break;
            case CdcType.Time:
                json.WriteStringValue(IsoText.Time(value.GetTimeRaw()));
                break;
            case CdcType.Timestamp:
                json.WriteStringValue(IsoText.Timestamp(value.GetTimestampRaw(), ""));
                break;
            case CdcType.TimestampTz:
                json.WriteStringValue(IsoText.Timestamp(value.GetTimestampRaw(), "Z"));
                break;
            case CdcType.Interval:
                json.WriteStringValue(value.GetInterval().ToString());
                break;
            case CdcType.Uuid:
                json.WriteStringValue(value.GetUuid());
                break;
            case CdcType.Array:
                WriteArray(json, value);
                break;
            case CdcType.Composite:
                WriteComposite(json, value.GetComposite());
                break;
            default:
                throw new NotSupportedException($"Values of type {value.Type} ({value.PostgresType}) cannot be written as JSON.");
        }
    }

    // numeric(p,s) of up to 38 digits comes as a number, any other numeric as its text.
    private static bool IsNumeric(string type) => type == "numeric" || type.StartsWith("numeric(", StringComparison.Ordinal);

    // PostgreSQL prints no exponents and no leading zeros, so its digits are a number of JSON. NaN and Infinity are not.
    private static void WriteNumeric(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        if (text[0] is (byte)'N' or (byte)'I' || text[^1] == (byte)'y')
            json.WriteStringValue(text);
        else
            json.WriteRawValue(text);
    }

    private static void WriteNotFinite(Utf8JsonWriter json, double value) =>
        json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");

    private static void WriteArray(Utf8JsonWriter json, CdcValueView value)
    {
        json.WriteStartArray();
        foreach (var element in value.GetArray(Elements))
        {
            if (element is null)
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    private static void WriteComposite(Utf8JsonWriter json, CdcCompositeView composite)
    {
        json.WriteStartObject();
        for (var attribute = 0; attribute < composite.Attributes.Length; attribute++)
        {
            json.WritePropertyName(composite.Attributes[attribute].Name);
            if (composite.IsNull(attribute))
                json.WriteNullValue();
            else
                composite.Read<bool, Reader>(attribute);
        }

        json.WriteEndObject();
    }

    private readonly struct Reader : IColumnReader<bool>
    {
        public static bool Read(CdcValueView value)
        {
            Write(_writer!, value);
            return true;
        }
    }
}
