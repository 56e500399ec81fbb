namespace Sabot.Cdc;

/// <summary>The sentences about slots: what is wrong, and the statement or setting that mends it.</summary>
internal static class SlotErrors
{
    public static CdcSlotException Unsuitable(string slot, string why) =>
        new(CdcSlotProblem.Unsuitable, $"Replication slot {slot} {why}.");

    public static CdcSlotException Missing(string slot, string database) => new(
        CdcSlotProblem.Missing,
        $"Replication slot {slot} does not exist on the server; set CreateSlot to true, or run "
        + $"SELECT pg_create_logical_replication_slot({SqlText.Literal(slot)}, '{PluginOptions.Plugin}') "
        + $"in database {database}.");

    public static CdcSlotException Gone(string slot, ulong acknowledged, bool isFailover) => new(
        CdcSlotProblem.Missing,
        $"Replication slot {slot} is gone: somebody has dropped it, or another server answers that "
        + (isFailover
            ? "has not kept a copy of it (before a promotion, its pg_replication_slots must show the slot as synced and "
                + "not temporary; sync_replication_slots). "
            : "has never had it. ")
        + $"Changes after {CdcPosition.FormatLsn(acknowledged)} may be lost; bring the consumer's copy up to date and "
        + "start again, which makes a new slot"
        + (isFailover ? "." : " (on PostgreSQL 17 or later, FailoverSlot lets standbys have it too)."));

    public static CdcSlotException Moved(string slot, ulong acknowledged, ulong confirmed) => new(
        CdcSlotProblem.Moved,
        $"Replication slot {slot} was moved to {CdcPosition.FormatLsn(confirmed)} by somebody else, while this client "
        + $"has acknowledged {CdcPosition.FormatLsn(acknowledged)}: changes between them cannot be streamed any more; "
        + "give each client a slot of its own, bring the consumer's copy up to date and start again.");

    public static CdcSlotException InUse(string slot, int? pid, Exception? innerException = null)
    {
        var who = pid is null ? "" : $" by server process {pid}";
        return new CdcSlotException(
            CdcSlotProblem.InUse,
            $"Replication slot {slot} is in use{who}; stop the other client (SELECT * FROM pg_stat_replication "
            + "shows who it is), or give this one a slot of its own.",
            innerException);
    }

    public static CdcConnectionException StillHeld(string slot, int pid) => new(
        $"Replication slot {slot} is still held by server process {pid}, which served this client's last connection",
        "it ends by itself after wal_sender_timeout at the latest");

    public static CdcSlotException Invalidated(string slot, string? reason, bool isConflicting) => Invalidated(
        slot,
        (reason, isConflicting) switch
        {
            ("wal_level_insufficient", _) => "the primary's wal_level was lowered, so that a standby cannot decode; set it "
                + "to logical again",
            ("rows_removed", _) or (null, true) => "the primary has removed rows of the catalog that decoding on the "
                + "standby needs; set hot_standby_feedback = on there, and give it a physical slot on the primary",
            ("idle_timeout", _) => "nobody has streamed from it for idle_replication_slot_timeout; raise that setting",
            _ => "the server has removed WAL that it needs; raise max_slot_wal_keep_size",
        });

    public static CdcSlotException Invalidated(string slot, string why, Exception? innerException = null) => new(
        CdcSlotProblem.Invalidated,
        $"Replication slot {slot} is invalidated, and the changes in it cannot be streamed any more: {why}, so that it "
        + $"does not happen again; run SELECT pg_drop_replication_slot({SqlText.Literal(slot)}), bring the consumer's "
        + "copy up to date and start again.",
        innerException);

    public static CdcSlotException WalRemoved(string slot, string detail, Exception innerException) => new(
        CdcSlotProblem.WalRemoved,
        $"The server has no longer the WAL that replication slot {slot} needs ({detail}), and the changes in it cannot "
        + $"be streamed any more; run SELECT pg_drop_replication_slot({SqlText.Literal(slot)}), bring the consumer's "
        + "copy up to date and start again.",
        innerException);
}
