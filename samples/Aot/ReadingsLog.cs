using System.Globalization;
using Apache.Arrow;
using Sabot.Cdc;

namespace Aot;

/// <summary>Sums a column twice: over the batches' own memory, and through Apache.Arrow's record batches.</summary>
internal static class ReadingsLog
{
    public static async Task FollowAsync(CdcStream<ReadingsChange, ReadingsBatch> readings, TextWriter output)
    {
        var (rows, sum, sumOfArrow) = (0, 0.0, 0.0);
        await foreach (var batch in readings.Batches)
        {
            var truncated = batch.Operations.Contains((byte)CdcChangeKind.Truncate);
            var degrees = batch.DegreesColumn;
            var validity = batch.DegreesValidity;
            for (var row = 0; row < batch.Count; row++)
            {
                if (batch.Operations[row] == (byte)CdcChangeKind.Insert)
                    rows++;
                if (validity[row])
                    sum += degrees[row];
            }

            using (var record = batch.ToRecordBatch())
            {
                foreach (var value in (DoubleArray)record.Column("degrees"))
                    sumOfArrow += value ?? 0;
            }

            if (truncated)
                break;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rows} readings, sum {sum}, through Apache.Arrow {sumOfArrow}"));
    }
}
