using Apache.Arrow;
using Apache.Arrow.Arrays;

namespace Sabot.Cdc.Runtime.Tests.Spill;

/// <summary>A value of an Apache.Arrow array as text, nested ones too, to be compared.</summary>
internal static class ArrowText
{
    internal static string Of(IArrowArray array, int row) => array.IsNull(row) ? "null" : array switch
    {
        StringArray text => text.GetString(row),
        BinaryArray binary => Convert.ToHexString(binary.GetBytes(row)),
        FixedSizeBinaryArray binary => Convert.ToHexString(binary.GetBytes(row)),
        BooleanArray bits => $"{bits.GetValue(row)}",
        ListArray list => $"[{string.Join(", ", Elements(list.Values, list.ValueOffsets[row], list.ValueOffsets[row + 1]))}]",
        StructArray record => $"({string.Join(", ", record.Fields.Select(field => Of(field, row)))})",
        _ => Convert.ToHexString(Bytes(array.Data, row)),
    };

    private static IEnumerable<string> Elements(IArrowArray values, int start, int end)
    {
        for (var i = start; i < end; i++)
            yield return Of(values, i);
    }

    private static ReadOnlySpan<byte> Bytes(ArrayData data, int row)
    {
        var width = ((Apache.Arrow.Types.FixedWidthType)data.DataType).BitWidth / 8;
        return data.Buffers[1].Span.Slice(row * width, width);
    }
}
