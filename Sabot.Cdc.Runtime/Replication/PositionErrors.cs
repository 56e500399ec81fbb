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
}
