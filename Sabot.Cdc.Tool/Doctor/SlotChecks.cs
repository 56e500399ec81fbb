using Sabot.Cdc.Tool.Slots;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>The slot that is to be used, and the others that hold back WAL on the same disk.</summary>
internal static class SlotChecks
{
    // Of what is allowed to be kept: time enough to act.
    private const double AlarmingShare = 0.5;

    public static IEnumerable<Finding> Check(Examination examination) =>
    [
        .. examination.Slot is { } slot ? Own(slot, examination.Server) : [],
        .. examination.Server.Slots.Where(other => other != examination.Slot).SelectMany(Other),
    ];

    private static IEnumerable<Finding> Own(Slot slot, ServerExamination server)
    {
        var where = $"slot {slot.Name}";
        var drop = $"SELECT pg_drop_replication_slot({SqlText.Literal(slot.Name)})";
        if (!slot.IsLogical)
        {
            yield return new Finding(Severity.Error, "slot-kind", where, $"Slot {slot.Name} is physical, and streaming changes needs a logical one.", Then: "use another name");
            yield break;
        }

        if (slot.Plugin != PluginOptions.Plugin)
            yield return new Finding(Severity.Error, "slot-kind", where, $"Slot {slot.Name} uses output plugin {slot.Plugin}, not {PluginOptions.Plugin}.", Then: "use another name");
        if (slot.Database != server.Database)
            yield return new Finding(Severity.Error, "slot-kind", where, $"Slot {slot.Name} belongs to database {slot.Database}, not to {server.Database}.", Then: "use another name, or connect to that database");
        if (slot.IsTwoPhase)
        {
            yield return new Finding(Severity.Advice, "slot-two-phase", where,
                $"Slot {slot.Name} was created for two-phase commit, which wal2arrow does not use: prepared transactions come when they are committed.", Then: "nothing, or create the slot without it");
        }

        if (Failover(slot, server) is { } failover)
            yield return failover;
        if (slot.ActivePid is not null)
            yield return new Finding(Severity.Advice, "slot-in-use", where, $"Slot {slot.Name} is in use by {slot.User}; a second client would be refused.");
        if (slot.WalStatus == "lost" || slot.InvalidationReason is not null)
        {
            yield return new Finding(Severity.Error, "slot-lost", where,
                $"Slot {slot.Name} is invalidated{(slot.InvalidationReason is { } reason ? $" ({reason})" : "")}: its changes are gone from the server.",
                drop, "bring the consumer's copy up to date, and start with a new slot");
        }
        else if (slot.WalStatus == "unreserved")
        {
            yield return new Finding(Severity.Error, "slot-wal", where,
                $"Slot {slot.Name} is about to be invalidated: it needs {Kept(slot)} of WAL, more than max_slot_wal_keep_size allows.",
                "ALTER SYSTEM SET max_slot_wal_keep_size = -1", "SELECT pg_reload_conf(), and let the consumer catch up");
        }
        else if (slot is { SafeWalSize: { } safe, RetainedBytes: { } kept } && kept > AlarmingShare * (safe + kept))
        {
            yield return new Finding(Severity.Warning, "slot-wal", where,
                $"Slot {slot.Name} needs {Kept(slot)} of WAL, and is invalidated after {Amounts.Bytes(safe)} more (max_slot_wal_keep_size).",
                "ALTER SYSTEM SET max_slot_wal_keep_size = -1", "SELECT pg_reload_conf(), and let the consumer catch up");
        }
        else if (slot.WalStatus == "extended")
        {
            yield return new Finding(Severity.Warning, "slot-wal", where,
                $"Slot {slot.Name} makes the server keep {Kept(slot)} of WAL, more than max_wal_size; its consumer is {Amounts.Bytes(slot.LagBytes ?? 0)} behind.",
                Then: slot.ActivePid is null ? "start the consumer" : "let the consumer catch up");
        }
    }

    private static Finding? Failover(Slot slot, ServerExamination server)
    {
        var where = $"slot {slot.Name}";
        if (slot is { IsSynced: true, IsTemporary: true } && server.IsStandby)
        {
            return new Finding(Severity.Warning, "slot-failover", where,
                $"This standby's copy of slot {slot.Name} is lost at a promotion: the slot on the primary has not come to what the standby has kept.",
                Then: "let the consumer stream, and run SELECT pg_log_standby_snapshot() on the primary");
        }

        // Either setting is a list of the standbys' physical slots on this server.
        if (slot.IsFailover != true || server.IsStandby
            || (server.Settings.TryGetValue("synchronized_standby_slots", out var guarded) && guarded.Value.Trim().Length > 0))
            return null;
        var standbys = server.Slots.Where(other => !other.IsLogical).Select(other => SqlText.Literal(other.Name)).ToList();
        return standbys.Count == 0
            ? new Finding(Severity.Warning, "slot-failover", where,
                $"Slot {slot.Name} is a failover slot, and no standby has a copy: that takes a physical slot of its own here.",
                Then: "make one with pg_create_physical_replication_slot, name it in the standby's primary_slot_name, and set sync_replication_slots and hot_standby_feedback there")
            : new Finding(Severity.Warning, "slot-failover", where,
                $"Slot {slot.Name} is a failover slot, and synchronized_standby_slots is empty: a standby that is promoted may lack changes that were received, and is refused then.",
                $"ALTER SYSTEM SET synchronized_standby_slots = {string.Join(", ", standbys)}", "SELECT pg_reload_conf(); name only slots of standbys that may be promoted");
    }

    private static IEnumerable<Finding> Other(Slot slot)
    {
        var where = $"slot {slot.Name}";
        var drop = $"SELECT pg_drop_replication_slot({SqlText.Literal(slot.Name)})";
        if (slot.WalStatus == "lost")
        {
            yield return new Finding(Severity.Advice, "other-slot-lost", where,
                $"Slot {slot.Name} is invalidated and of no use any more, but still one of max_replication_slots.", drop);
        }
        else if (slot is { ActivePid: null, WalStatus: "extended" or "unreserved" })
        {
            yield return new Finding(Severity.Warning, "other-slot-wal", where,
                $"Slot {slot.Name}{(slot.Plugin is null ? "" : $" ({slot.Plugin}, database {slot.Database})")} is used by nobody and makes the server keep {Kept(slot)} of WAL, more than max_wal_size.",
                drop, "only if its consumer does not come back");
        }
    }

    private static string Kept(Slot slot) => Amounts.Bytes(slot.RetainedBytes ?? 0);
}
