using System.Globalization;
using System.Text;

namespace Sabot.Cdc.Integration.Tests.Types;

/// <summary>A value of any type, to any depth, as PostgreSQL prints it (array_out, record_out).</summary>
internal readonly struct NestedText : IColumnReader<string>
{
    private static readonly CdcElementReader<string?> Elements = CdcElements.CustomReference<string, NestedText>();

    public static string Read(CdcValueView value) => value.Type switch
    {
        CdcType.Boolean => value.GetBoolean() ? "t" : "f",
        CdcType.Int16 => value.GetInt16().ToString(CultureInfo.InvariantCulture),
        CdcType.Int32 => value.GetInt32().ToString(CultureInfo.InvariantCulture),
        CdcType.Int64 => value.GetInt64().ToString(CultureInfo.InvariantCulture),
        CdcType.UInt32 => value.GetUInt32().ToString(CultureInfo.InvariantCulture),
        CdcType.Double => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        CdcType.Decimal => value.GetDecimalText(),
        CdcType.Text => value.GetString(),
        CdcType.Binary => PostgresText.Binary(value.GetBinary()),
        CdcType.Date => PostgresText.Date(value.GetDateRaw()),
        CdcType.Time => PostgresText.Time(value.GetTimeRaw()),
        CdcType.Timestamp => PostgresText.Timestamp(value.GetTimestampRaw()),
        CdcType.TimestampTz => PostgresText.Timestamp(value.GetTimestampRaw(), "+00"),
        CdcType.Uuid => value.GetUuid().ToString(),
        CdcType.Interval => Interval(value.GetInterval()),
        CdcType.Array => Array(value.GetArray(Elements)),
        CdcType.Composite => Composite(value.GetComposite()),
        _ => throw new NotSupportedException($"{value.Type}"),
    };

    private static string Interval(CdcInterval interval) =>
        PostgresText.Interval(interval.Months, interval.Days, interval.Microseconds);

    private static string Array(CdcArray<string?> elements)
    {
        var text = new List<string>();
        foreach (var element in elements)
            text.Add(element is null ? "NULL" : NeedsQuotes(element) ? RandomValue.Quoted(element) : element);
        return "{" + string.Join(',', text) + "}";
    }

    private static bool NeedsQuotes(string element) =>
        element.Length == 0
        || element.Equals("NULL", StringComparison.OrdinalIgnoreCase)
        || element.AsSpan().IndexOfAny("{},\"\\ \t\n\r\v\f") >= 0;

    private static string Composite(CdcCompositeView composite)
    {
        var text = new StringBuilder("(");
        for (var i = 0; i < composite.Attributes.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            if (composite.ReadNullableReference<string, NestedText>(i) is { } attribute)
                text.Append(attribute.Length == 0 || attribute.AsSpan().IndexOfAny("(),\"\\ \t\n\r\v\f") >= 0 ? Doubled(attribute) : attribute);
        }

        return text.Append(')').ToString();
    }

    private static string Doubled(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
