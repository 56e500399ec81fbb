using System.Diagnostics;

namespace Sabot.Cdc.Integration.Client;

/// <summary>Reads one large transaction, batch by batch, and says what that took.</summary>
internal static class Measurement
{
    public static async Task RunAsync(CdcClient cdc, long rows)
    {
        var began = Stopwatch.GetTimestamp();
        var (count, sum) = (0L, 0L);
        await foreach (var batch in cdc.Accounts().Batches)
        {
            count += batch.Count;
            foreach (var balance in batch.BalanceColumn)
                sum += balance;
            if (count >= rows)
                break;
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant(
            $"{count} rows, sum {sum}, {seconds:F1} s, peak RSS {process.PeakWorkingSet64 >> 20} MB"));
    }
}
