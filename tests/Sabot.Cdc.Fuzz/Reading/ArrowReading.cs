using Apache.Arrow;

namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>Reads an Apache.Arrow RecordBatch: every value of every array, nested ones too.</summary>
// Implementation note: values are read as bytes. What Apache.Arrow's types can hold is not what is tested here.
internal static class ArrowReading
{
    internal static void Read(RecordBatch batch, Digest digest)
    {
        digest.Add(batch.Length);
        foreach (var array in batch.Arrays)
            Read(array, digest);
    }

    private static void Read(IArrowArray array, Digest digest)
    {
        digest.Add(array.Length);
        if (array is NullArray)
            return;
        digest.Add(array.NullCount);
        for (var i = 0; i < array.Length; i++)
            digest.Add(array.IsValid(i));
        switch (array)
        {
            case StructArray composite:
                foreach (var field in composite.Fields)
                    Read(field, digest);
                break;
            case ListArray list:
                digest.Add(list.ValueOffsets);
                Read(list.Values, digest);
                break;
            case LargeListArray list:
                digest.Add(list.ValueOffsets);
                Read(list.Values, digest);
                break;
            case FixedSizeListArray list:
                Read(list.Values, digest);
                break;
            case BinaryArray binary:
                for (var i = 0; i < binary.Length; i++)
                    digest.Add(binary.GetBytes(i, out _));
                break;
            case LargeBinaryArray binary:
                for (var i = 0; i < binary.Length; i++)
                    digest.Add(binary.GetBytes(i, out _));
                break;
            case BooleanArray bits:
                for (var i = 0; i < bits.Length; i++)
                    digest.Add(bits.GetValue(i) ?? false);
                break;
            case Apache.Arrow.Arrays.FixedSizeBinaryArray binary:
                for (var i = 0; i < binary.Length; i++)
                    digest.Add(binary.GetBytes(i));
                break;
            default:
                digest.Add(array.Data.Buffers[1].Span);
                break;
        }
    }
}
