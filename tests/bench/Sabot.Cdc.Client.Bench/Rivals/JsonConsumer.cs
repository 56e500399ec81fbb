using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Sabot.Cdc.Client.Bench.Measuring;

namespace Sabot.Cdc.Client.Bench.Rivals;

/// <summary>wal2json through Npgsql and Utf8JsonReader, without any document in memory.</summary>
internal sealed class JsonConsumer(
    string connectionString, Workload workload, Dictionary<string, string?> options) : IConsumer
{
    private byte[] _buffer = new byte[1 << 20];

    public async Task ReadAsync(string slot, long rows, Stage stage, Checksum checksum)
    {
        await using var connection = new LogicalReplicationConnection(connectionString);
        await connection.Open();
        var json = new JsonRows(workload.Columns, checksum);
        using var ending = new CancellationTokenSource();
        stage.Begin();
        var messages = connection.StartLogicalReplication(new JsonSlot(slot), ending.Token, options: options);
        await foreach (var message in messages)
        {
            await ReadAsync(message.Data, json);
            connection.SetReplicationStatus(message.WalEnd);
            if (checksum.Rows >= rows)
            {
                stage.End();
                break;
            }
        }
    }

    /// <summary>One message, which may be larger than any buffer: what is not whole yet moves to the front.</summary>
    private async ValueTask ReadAsync(Stream data, JsonRows json)
    {
        json.Begin();
        var left = data.Length;
        var kept = 0;
        while (left > 0)
        {
            if (kept == _buffer.Length)
                Array.Resize(ref _buffer, kept * 2);
            var read = await data.ReadAsync(_buffer.AsMemory(kept, (int)Math.Min(left, _buffer.Length - kept)));
            left -= read;
            var consumed = json.Read(_buffer.AsSpan(0, kept + read), left == 0);
            kept = kept + read - consumed;
            _buffer.AsSpan(consumed, kept).CopyTo(_buffer);
        }
    }
}
