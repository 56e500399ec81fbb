using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using Sabot.Cdc.Client.Bench.Measuring;

namespace Sabot.Cdc.Client.Bench.Rivals;

/// <summary>Npgsql's own logical replication: pgoutput, values in binary, each as its type.</summary>
internal sealed class PgOutputConsumer(string connectionString, Workload workload) : IConsumer
{
    public async Task ReadAsync(string slot, long rows, Stage stage, Checksum checksum)
    {
        await using var connection = new LogicalReplicationConnection(connectionString);
        await connection.Open();
        var options = new PgOutputReplicationOptions("bench", PgOutputProtocolVersion.V1, binary: true);
        using var ending = new CancellationTokenSource();
        stage.Begin();
        var messages = connection.StartReplication(new PgOutputReplicationSlot(slot), options, ending.Token);
        await foreach (var message in messages)
        {
            if (message is InsertMessage insert)
            {
                await ReadAsync(insert, workload.Columns, checksum);
                if (checksum.Rows == rows)
                {
                    stage.End();
                    break;
                }
            }
            else if (message is CommitMessage)
            {
                connection.SetReplicationStatus(message.WalEnd);
            }
        }
    }

    internal static async ValueTask ReadAsync(InsertMessage insert, ColumnKind[] columns, Checksum checksum)
    {
        checksum.AddRow();
        var column = 0;
        await foreach (var value in insert.NewRow)
        {
            var kind = columns[column++];
            if (value.IsDBNull)
            {
                checksum.AddNull();
                continue;
            }

            switch (kind)
            {
                case ColumnKind.Int32: checksum.Add(await value.Get<int>()); break;
                case ColumnKind.Int64: checksum.Add(await value.Get<long>()); break;
                case ColumnKind.Text: checksum.AddText((await value.Get<string>()).Length); break;
                case ColumnKind.Decimal: checksum.Add(await value.Get<decimal>()); break;
                case ColumnKind.Boolean: checksum.Add(await value.Get<bool>()); break;
                case ColumnKind.Double: checksum.Add(await value.Get<double>()); break;
                case ColumnKind.Date: checksum.Add(await value.Get<DateOnly>()); break;
                case ColumnKind.TimestampTz: checksum.Add(await value.Get<DateTime>()); break;
                case ColumnKind.Uuid: checksum.Add(await value.Get<Guid>()); break;
            }
        }
    }
}
