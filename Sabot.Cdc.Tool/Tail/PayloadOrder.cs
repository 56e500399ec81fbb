namespace Sabot.Cdc.Tool.Tail;

/// <summary>
/// The changes of the batches that came in one payload, in commit order across their tables: a payload holds a
/// contiguous range of that order, each of its batches the part of one table.
/// </summary>
internal static class PayloadOrder
{
    public static IEnumerable<CdcChangeView> Merge(IReadOnlyList<CdcBatch> batches)
    {
        var rows = new PriorityQueue<(CdcBatch Batch, int Row, int Index), (CdcPosition, int)>();
        for (var i = 0; i < batches.Count; i++)
            Enqueue(rows, batches[i], 0, i);

        while (rows.TryDequeue(out var next, out _))
        {
            yield return new CdcChangeView(next.Batch, next.Row);
            Enqueue(rows, next.Batch, next.Row + 1, next.Index);
        }
    }

    // The changes of one TRUNCATE of several tables share a position: they come as the batches did.
    private static void Enqueue(PriorityQueue<(CdcBatch Batch, int Row, int Index), (CdcPosition, int)> rows, CdcBatch batch, int row, int index)
    {
        row = batch.NextChange(row);
        if (row < batch.Count)
            rows.Enqueue((batch, row, index), (new CdcChangeView(batch, row).Position, index));
    }
}
