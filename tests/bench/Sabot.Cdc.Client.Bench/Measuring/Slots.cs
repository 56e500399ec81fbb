using Npgsql;

namespace Sabot.Cdc.Client.Bench.Measuring;

/// <summary>Copies of the slots that the script made, since a consumer that acknowledges uses its slot up.</summary>
internal sealed class Slots(string connectionString)
{
    private const string ObjectInUse = "55006";

    internal Task CopyAsync(string source, string copy) =>
        ExecuteAsync($"SELECT pg_copy_logical_replication_slot('{source}', '{copy}')");

    /// <summary>Waits until the server has noticed that the consumer is gone.</summary>
    internal async Task DropAsync(string slot)
    {
        while (true)
        {
            try
            {
                await ExecuteAsync($"SELECT pg_drop_replication_slot('{slot}')");
                return;
            }
            catch (PostgresException e) when (e.SqlState == ObjectInUse)
            {
                await ExecuteAsync(
                    $"SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{slot}'");
                await Task.Delay(10);
            }
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
