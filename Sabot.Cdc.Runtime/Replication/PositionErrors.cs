namespace Sabot.Cdc;

/// <summary>The sentences about positions that the server does not have.</summary>
internal static class PositionErrors
{
    public static CdcPositionException NoSlot(string slot, CdcPosition start) => new(
        $"Replication slot {slot} does not exist on the server, and changes behind StartPosition {start} would be "
        + "missed by a new one; bring the consumer's copy up to date, and start without a StartPosition.");

    public static CdcPositionException Passed(string slot, CdcPosition start, ulong confirmed) => new(
        $"StartPosition {start} is behind {CdcPosition.FormatLsn(confirmed)}, up to which replication slot {slot} was told "
        + "that all is done: changes between them cannot be streamed any more. The consumer's data is older than the "
        + "slot, or somebody else has used it; bring the consumer's copy up to date, and start without a StartPosition.");

    public static CdcPositionException Unknown(string slot, CdcPosition start, ulong end) => new(
        $"StartPosition {start} is beyond {CdcPosition.FormatLsn(end)}, the end of the WAL of the server that has "
        + $"replication slot {slot}: it is of another server, or this one has lost what was streamed from it; correct "
        + "Host in ConnectionString, or bring the consumer's copy up to date and start without a StartPosition.");

    public static CdcPositionException AnotherCluster(SessionTarget target, string before, string now) => new(
        $"The server at {target.Server} belongs to another cluster ({now}) than the one that was streamed from "
        + $"({before}), where positions mean something else; correct Host in ConnectionString, or bring the consumer's "
        + "copy up to date and start again.");

    public static CdcPositionException OlderTimeline(SessionTarget target, uint timeline, uint before) => new(
        $"The server at {target.Server} is on timeline {timeline}, and changes were received from timeline {before}: it "
        + "is a primary that was replaced; remove it from Host in ConnectionString, or make it a standby of the new "
        + "one, and start again.");

    public static CdcPositionException AnotherBranch(
        SessionTarget target, uint timeline, uint before, ulong received) => new(
        $"The server at {target.Server} is on timeline {timeline}, which did not begin in timeline {before}, from which "
        + $"changes up to {CdcPosition.FormatLsn(received)} were received: two standbys of one primary were promoted; "
        + "remove one from Host in ConnectionString, or bring the consumer's copy up to date and start again.");

    public static CdcPositionException Forked(SessionTarget target, ulong fork, ulong received) => new(
        $"The server at {target.Server} was promoted at {CdcPosition.FormatLsn(fork)}, and changes up to "
        + $"{CdcPosition.FormatLsn(received)} were received from the one before it: it has never had them, and others in "
        + "their place; bring the consumer's copy up to date and start again (synchronized_standby_slots, PostgreSQL 17 "
        + "and later, keeps a primary from sending what its standbys do not have).");
}
