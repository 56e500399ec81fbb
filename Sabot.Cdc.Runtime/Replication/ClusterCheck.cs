using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;

namespace Sabot.Cdc;

/// <summary>
/// Refuses a server whose history is not the one that was streamed from: another cluster, or a standby that was promoted
/// without having what was received. Positions mean something else there, and skipping by them would be a gap.
/// </summary>
internal static class ClusterCheck
{
    /// <summary>What the cluster is called from now on.</summary>
    /// <exception cref="CdcPositionException">It is not the cluster, or not the history, of the sessions before.
    /// </exception>
    public static async Task<(string SystemId, uint Timeline)> RunAsync(
        LogicalReplicationConnection connection,
        Preparation preparation,
        SlotHistory history,
        ResumePoint resume,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var target = preparation.Target;
        try
        {
            var system = await connection.IdentifySystem(cancellationToken).ConfigureAwait(false);
            if (history.IsKnown && history.SystemId != system.SystemId)
                throw PositionErrors.AnotherCluster(target, history.SystemId!, system.SystemId);
            if (system.Timeline < history.Timeline)
                throw PositionErrors.OlderTimeline(target, system.Timeline, history.Timeline);
            if (history.IsKnown && system.Timeline > history.Timeline)
            {
                var file = await TimelineFile.ReadAsync(connection, system.Timeline, cancellationToken)
                    .ConfigureAwait(false);
                // The file names all timelines that this one came from.
                if (TimelineFile.ForkOf(history.Timeline, file) is not { } fork)
                    throw PositionErrors.AnotherBranch(target, system.Timeline, history.Timeline, resume.Received);
                if (fork < resume.Received && !WasPromotedUnderStream(preparation, history, fork))
                    throw PositionErrors.Forked(target, fork, resume.Received);
                Log.TimelineChanged(
                    logger,
                    target.Slot,
                    target.Server,
                    system.Timeline,
                    history.Timeline,
                    CdcPosition.FormatLsn(fork));
            }

            return (system.SystemId, system.Timeline);
        }
        // Anything else is a fault of this code, or of Npgsql, and does not go away by itself.
        catch (Exception e) when (e is NpgsqlException or IOException or SocketException or TimeoutException)
        {
            throw ServerErrors.WhileStarting(e, target);
        }
    }

    /// <summary>
    /// Whether it is the standby that was streamed from: its stream goes on when it is promoted, so that changes behind
    /// the promotion were received from it and not from the primary before it. It is the same if it was not restarted,
    /// or else if its own slot was acknowledged behind the promotion, as this client's session did.
    /// </summary>
    private static bool WasPromotedUnderStream(Preparation preparation, SlotHistory history, ulong fork) =>
        history.StandbyStart is { } start
        && (start == preparation.Server.StartTime
            || (preparation.Slot is { IsSynced: false } slot && slot.ConfirmedFlushLsn > fork));
}
