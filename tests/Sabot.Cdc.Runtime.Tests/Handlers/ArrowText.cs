using Apache.Arrow;
using Apache.Arrow.Arrays;

namespace Sabot.Cdc.Runtime.Tests.Handlers;

/// <summary>A value of an Arrow array as text, by Apache.Arrow's own accessors, to compare by.</summary>
internal static class ArrowText
{
    internal static string Of(IArrowArray array, int index)
    {
        if (array.IsNull(index))
            return "null";
        return array switch
        {
            StructArray composite => "(" + string.Join(", ", composite.Fields.Select(field => Of(field, index))) + ")",
            ListArray list => List(list.GetSlicedValues(index)),
            StringArray text => text.GetString(index),
            BinaryArray binary => Convert.ToHexString(binary.GetBytes(index)),
            Decimal128Array number => number.GetString(index)!,
            FixedSizeBinaryArray octets => Convert.ToHexString(octets.GetBytes(index)),
            MonthDayNanosecondIntervalArray interval => interval.GetValue(index).ToString()!,
            BooleanArray bits => bits.GetValue(index).ToString()!,
            Int16Array numbers => $"{numbers.GetValue(index)}",
            Int32Array numbers => $"{numbers.GetValue(index)}",
            Int64Array numbers => $"{numbers.GetValue(index)}",
            UInt8Array numbers => $"{numbers.GetValue(index)}",
            UInt32Array numbers => $"{numbers.GetValue(index)}",
            UInt64Array numbers => $"{numbers.GetValue(index)}",
            FloatArray numbers => $"{numbers.GetValue(index)}",
            DoubleArray numbers => $"{numbers.GetValue(index)}",
            Date32Array dates => $"{dates.GetValue(index)}",
            Time64Array times => $"{times.GetValue(index)}",
            TimestampArray times => $"{times.GetValue(index)}",
            _ => throw new NotSupportedException(array.GetType().Name),
        };
    }

    private static string List(IArrowArray elements) =>
        "[" + string.Join(", ", Enumerable.Range(0, elements.Length).Select(index => Of(elements, index))) + "]";
}
