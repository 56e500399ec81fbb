using Apache.Arrow;

namespace Sabot.Cdc;

/// <summary>Some rows of a record batch as one of their own.</summary>
internal static class ArrowRows
{
    /// <summary>Copies rows, so that nothing of the other rows is with them.</summary>
    internal static RecordBatch Copy(RecordBatch batch, int row, int count)
    {
        var arrays = new IArrowArray[batch.ColumnCount];
        for (var i = 0; i < arrays.Length; i++)
            arrays[i] = ArrowArrayConcatenator.Concatenate([ArrowArrayFactory.Slice(batch.Column(i), row, count)]);
        return new RecordBatch(batch.Schema, arrays, count);
    }
}
