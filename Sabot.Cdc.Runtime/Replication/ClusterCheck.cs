using System.Globalization;
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
    /// <summary>The history that is streamed from now on.</summary>
    /// <exception cref="CdcPositionException">
    /// It is not the cluster, or not the history, of the sessions before, or of <see cref="CdcOptions.StartTimeline"/>.
    /// </exception>
    public static async Task<Cluster> RunAsync(
        LogicalReplicationConnection connection,
        CdcOptions options,
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
            var now = new CdcTimeline(ulong.Parse(system.SystemId, CultureInfo.InvariantCulture), system.Timeline);
            if ((history.Timeline ?? options.StartTimeline) is not { } before)
                return new Cluster(now, null);
            var errors = new ClusterErrors(target, before, now, options.SavePosition is not null);
            if (now.SystemIdentifier != before.SystemIdentifier)
                throw errors.AnotherCluster();
            if (now.Id < before.Id)
                throw errors.OlderTimeline();
            if (now == before)
                return new Cluster(now, null);

            var file = await TimelineFile.ReadAsync(connection, now.Id, cancellationToken).ConfigureAwait(false);
            var had = Had(options, resume);
            // The file names all timelines that this one came from.
            if (TimelineFile.ForkOf(before.Id, file) is not { } fork)
                throw errors.AnotherBranch(had);
            var wasStreamedFrom = WasPromotedUnderStream(preparation, history, fork);
            if (fork < had && !wasStreamedFrom)
                throw errors.Forked(fork, had);
            Log.TimelineChanged(
                logger, target.Slot, target.Server, now.Id, before.Id, CdcPosition.FormatLsn(fork));
            return new Cluster(now, wasStreamedFrom ? null : fork);
        }
        // Anything else is a fault of this code, or of Npgsql, and does not go away by itself.
        catch (Exception e) when (e is NpgsqlException or IOException or SocketException or TimeoutException)
        {
            throw ServerErrors.WhileStarting(e, target);
        }
    }

    /// <summary>
    /// What the server must have. A consumer that stores positions stores progress too, and goes by what is stored;
    /// others only have to see no change that it never had.
    /// </summary>
    private static ulong Had(CdcOptions options, ResumePoint resume) => options.SavePosition is null
        ? resume.Received
        : Math.Max(resume.Received, Math.Max(resume.Stated, options.StartPosition?.Lsn ?? 0));

    /// <summary>
    /// Whether it is the standby that was streamed from: its stream goes on when it is promoted, so that changes behind
    /// the promotion were received from it and not from the primary before it. It is the same if it was not restarted,
    /// or else if its own slot was acknowledged behind the promotion, as this client's session did, or an earlier
    /// client's.
    /// </summary>
    private static bool WasPromotedUnderStream(Preparation preparation, SlotHistory history, ulong fork)
    {
        if (history is { IsKnown: true, StandbyStart: null })
            return false;
        return history.StandbyStart == preparation.Server.StartTime
            || (preparation.Slot is { IsSynced: false } slot && slot.ConfirmedFlushLsn > fork);
    }
}
