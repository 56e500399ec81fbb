using System.Globalization;
using System.Text;
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
        SessionTarget target,
        SlotHistory history,
        ResumePoint resume,
        CancellationToken cancellationToken)
    {
        try
        {
            var system = await connection.IdentifySystem(cancellationToken).ConfigureAwait(false);
            if (history.IsKnown && history.SystemId != system.SystemId)
                throw PositionErrors.AnotherCluster(target, history.SystemId!, system.SystemId);
            if (system.Timeline < history.Timeline)
                throw PositionErrors.OlderTimeline(target, system.Timeline, history.Timeline);
            if (history.IsKnown && system.Timeline > history.Timeline)
            {
                var file = await connection.TimelineHistory(system.Timeline, cancellationToken).ConfigureAwait(false);
                if (ForkOf(history.Timeline, file.Content) is { } fork && fork < resume.Received)
                    throw PositionErrors.Forked(target, fork, resume.Received);
            }

            return (system.SystemId, system.Timeline);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw ServerErrors.WhileStarting(e, target);
        }
    }

    /// <summary>
    /// Where a timeline was left, by the history file of a later one: lines of its number, the position, and a reason.
    /// </summary>
    internal static ulong? ForkOf(uint timeline, byte[] history)
    {
        foreach (var line in Encoding.UTF8.GetString(history).Split('\n'))
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2
                && uint.TryParse(fields[0], CultureInfo.InvariantCulture, out var number)
                && number == timeline
                && CdcPosition.TryParse(fields[1] + ":0", CultureInfo.InvariantCulture, out var fork))
                return fork.Lsn;
        }

        return null;
    }
}
