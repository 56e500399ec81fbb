using Sabot.Cdc.Client.Bench.Measuring;

namespace Sabot.Cdc.Client.Bench.Typed;

/// <summary>
/// Sabot.Cdc by batches: the rows of a batch in a plain loop, and of the narrow table its columns as spans. What the
/// server holds together depends on the moment, so the last batch may have more than was asked for.
/// </summary>
internal sealed class TypedBatchConsumer(string connectionString, string workload) : IConsumer
{
    public async Task ReadAsync(string slot, long rows, Stage stage, Checksum checksum)
    {
        await using var cdc = TypedConsumer.Client(connectionString, slot, stage);
        var reading = workload switch
        {
            "bulk" => ReadBulkAsync(cdc.Bulk().Batches, rows, checksum),
            "oltp" => ReadOltpAsync(cdc.Oltp().Batches, rows, checksum),
            "narrow" => ReadNarrowAsync(cdc.Narrow().Batches, rows, checksum),
            _ => ReadWideAsync(cdc.Wide().Batches, rows, checksum),
        };
        await reading;
        stage.End();
    }

    private static async Task ReadBulkAsync(IAsyncEnumerable<BulkBatch> batches, long rows, Checksum checksum)
    {
        await foreach (var batch in batches)
        {
            foreach (var change in batch)
            {
                Rows.Read(change.After!.Value, checksum);
                if (checksum.Rows == rows)
                    return;
            }
        }
    }

    private static async Task ReadOltpAsync(IAsyncEnumerable<OltpBatch> batches, long rows, Checksum checksum)
    {
        await foreach (var batch in batches)
        {
            foreach (var change in batch)
            {
                Rows.Read(change.After!.Value, checksum);
                if (checksum.Rows == rows)
                    return;
            }
        }
    }

    private static async Task ReadWideAsync(IAsyncEnumerable<WideBatch> batches, long rows, Checksum checksum)
    {
        await foreach (var batch in batches)
        {
            foreach (var change in batch)
            {
                Rows.Read(change.After!.Value, checksum);
                if (checksum.Rows == rows)
                    return;
            }
        }
    }

    private static async Task ReadNarrowAsync(IAsyncEnumerable<NarrowBatch> batches, long rows, Checksum checksum)
    {
        await foreach (var batch in batches)
        {
            Read(batch.AColumn, checksum);
            Read(batch.BColumn, batch.BValidity, checksum);
            Read(batch.CColumn, batch.CValidity, checksum);
            Read(batch.DColumn, batch.DValidity, checksum);
            checksum.AddRows(batch.Count);
            if (checksum.Rows >= rows)
                return;
        }
    }

    private static void Read(ReadOnlySpan<int> values, Checksum checksum)
    {
        long sum = 0;
        foreach (var value in values)
            sum += value;
        checksum.Add(sum);
    }

    private static void Read(ReadOnlySpan<int> values, CdcValidity validity, Checksum checksum)
    {
        if (validity.NullCount == 0)
        {
            Read(values, checksum);
            return;
        }

        for (var row = 0; row < values.Length; row++)
            checksum.Add(validity[row] ? values[row] : null);
    }
}
