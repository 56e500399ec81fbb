using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using Sabot.Cdc.Client.Bench.Measuring;
using Sabot.Cdc.Client.Bench.Rivals;
using Sabot.Cdc.Client.Bench.Typed;

namespace Sabot.Cdc.Client.Bench.Latency;

/// <summary>Follows the pulse that the script makes, one small transaction after the other.</summary>
internal static class LatencyRun
{
    internal static async Task TypedAsync(string connectionString, string slot, Latencies latencies)
    {
        await using var cdc = TypedConsumer.Client(connectionString, slot, new Stage());
        var checksum = new Checksum();
        await foreach (var change in cdc.Pulse())
        {
            var row = change.After!.Value;
            checksum.Add(row.Id);
            if (row.HasNote)
                checksum.AddText(row.NoteUtf8.Length);
            latencies.Add(change.CommitTime);
            if (latencies.IsFull)
                return;
        }
    }

    internal static async Task PgOutputAsync(string connectionString, string slot, Latencies latencies)
    {
        await using var connection = new LogicalReplicationConnection(connectionString);
        await connection.Open();
        var options = new PgOutputReplicationOptions("bench", PgOutputProtocolVersion.V1, binary: true);
        var columns = Workload.Of("pulse").Columns;
        var checksum = new Checksum();
        var committed = default(DateTime);
        using var ending = new CancellationTokenSource();
        var messages = connection.StartReplication(new PgOutputReplicationSlot(slot), options, ending.Token);
        await foreach (var message in messages)
        {
            switch (message)
            {
                case BeginMessage begin:
                    committed = begin.TransactionCommitTimestamp;
                    break;
                case InsertMessage insert:
                    await PgOutputConsumer.ReadAsync(insert, columns, checksum);
                    latencies.Add(committed);
                    if (latencies.IsFull)
                        return;
                    break;
                case CommitMessage:
                    connection.SetReplicationStatus(message.WalEnd);
                    break;
            }
        }
    }
}
