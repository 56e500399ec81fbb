using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;

namespace Sabot.Cdc;

/// <summary>Makes a failover slot of one that was created without that.</summary>
internal static class SlotFailover
{
    public static async Task SetAsync(
        SessionTarget target, string slot, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var connection = new LogicalReplicationConnection(target.ConnectionString);
            await using (connection.ConfigureAwait(false))
            {
                await connection.Open(cancellationToken).ConfigureAwait(false);
                await ReplicationCommand
                    .ExecuteAsync(
                        connection,
                        $"ALTER_REPLICATION_SLOT {SqlText.Identifier(slot)} (FAILOVER)",
                        cancellationToken)
                    .ConfigureAwait(false);
            }

            Log.SlotIsFailover(logger, slot);
        }
        catch (NpgsqlException e)
        {
            throw ServerErrors.WhileStarting(e, target);
        }
    }
}
