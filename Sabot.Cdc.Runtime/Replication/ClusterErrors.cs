namespace Sabot.Cdc;

/// <summary>The sentences about a server whose history is not the one that positions are of.</summary>
internal sealed class ClusterErrors(SessionTarget target, CdcTimeline before, CdcTimeline now, bool storesPositions)
{
    // Whoever stores positions would otherwise begin with one of the other history.
    private string Again => storesPositions ? "start without a StartPosition" : "start again";

    public CdcPositionException AnotherCluster() => new(
        $"The server at {target.Server} belongs to another cluster ({now.SystemIdentifier}) than the one that was "
        + $"streamed from ({before.SystemIdentifier}), where positions mean something else; correct Host in "
        + $"ConnectionString, or bring the consumer's copy up to date and {Again}.");

    public CdcPositionException OlderTimeline() => new(
        $"The server at {target.Server} is on timeline {now.Id}, and changes were received from timeline {before.Id}: it "
        + "is a primary that was replaced; remove it from Host in ConnectionString, or make it a standby of the new "
        + "one, and start again.");

    public CdcPositionException AnotherBranch(ulong had) => new(
        $"The server at {target.Server} is on timeline {now.Id}, which did not begin in timeline {before.Id}, from which "
        + $"everything up to {CdcPosition.FormatLsn(had)} was received: two standbys of one primary were promoted; "
        + $"remove one from Host in ConnectionString, or bring the consumer's copy up to date and {Again}.");

    public CdcPositionException Forked(ulong fork, ulong had) => new(
        $"The server at {target.Server} was promoted at {CdcPosition.FormatLsn(fork)}, and everything up to "
        + $"{CdcPosition.FormatLsn(had)} was received from the one before it: it has never had that, and other changes "
        + $"in its place; bring the consumer's copy up to date and {Again} (synchronized_standby_slots, PostgreSQL 17 "
        + "and later, keeps a primary from sending what its standbys do not have).");
}
