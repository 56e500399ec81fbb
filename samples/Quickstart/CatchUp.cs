using Npgsql;
using NpgsqlTypes;
using Sabot.Cdc;

namespace Quickstart;

/// <summary>Waits until everything that is committed now has been handled.</summary>
internal static class CatchUp
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task WaitAsync(CdcClient cdc, NpgsqlDataSource database, Task following)
    {
        await using var command = database.CreateCommand("SELECT pg_current_wal_flush_lsn()");
        var target = (ulong)(NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync())!;
        var deadline = DateTime.UtcNow + Limit;
        while (cdc.Statistics.AcknowledgedLsn < target && !following.IsCompleted)
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException($"The stream did not reach {new NpgsqlLogSequenceNumber(target)} within {Limit}.");
            await Task.Delay(50);
        }
    }
}
