using System.Text.Json;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Slots;

/// <summary>Prints slots, as a table or as JSON.</summary>
internal static class SlotList
{
    public static void WriteText(TextWriter output, Palette palette, IReadOnlyList<Slot> slots)
    {
        var table = new TextTable(
            ("slot", false), ("plugin", false), ("database", false), ("lag", true), ("lag time", true), ("kept WAL", true),
            ("WAL", false), ("restart", false), ("confirmed", false), ("used by", false));
        foreach (var slot in slots)
        {
            table.Add(
                slot.IsTemporary ? slot.Name + " (temporary)" : slot.Name,
                slot.Plugin ?? "(physical)",
                slot.Database ?? "-",
                slot.LagBytes is { } lag ? Amounts.Bytes(lag) : "-",
                slot.LagBytes is null ? "-" : slot.LagTime?.ToString() ?? "unknown",
                slot.RetainedBytes is { } retained ? Amounts.Bytes(retained) : "-",
                slot.InvalidationReason is { } reason ? $"{slot.WalStatus} ({reason})" : slot.WalStatus ?? "-",
                Show(slot.RestartLsn),
                Show(slot.ConfirmedLsn),
                slot.ActivePid is not null ? slot.User : slot.InactiveSince is { } since ? $"nobody for {Amounts.Time(DateTime.UtcNow - since)}" : "nobody");
        }

        table.Write(output, palette);
    }

    /// <summary>An array with an object for each slot; docs/tool.md describes it.</summary>
    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<Slot> slots)
    {
        json.WriteStartArray();
        foreach (var slot in slots)
            WriteJson(json, slot);
        json.WriteEndArray();
    }

    private static void WriteJson(Utf8JsonWriter json, Slot slot)
    {
        json.WriteStartObject();
        json.WriteString("name", slot.Name);
        json.WriteStringOrNull("plugin", slot.Plugin);
        json.WriteStringOrNull("database", slot.Database);
        json.WriteBoolean("temporary", slot.IsTemporary);
        json.WriteNumberOrNull("activePid", slot.ActivePid);
        json.WriteStringOrNull("client", slot.Client is { Length: > 0 } client ? client : null);
        json.WriteStringOrNull("walStatus", slot.WalStatus);
        json.WriteStringOrNull("invalidationReason", slot.InvalidationReason);
        json.WriteStringOrNull("restartLsn", slot.RestartLsn is null ? null : Show(slot.RestartLsn));
        json.WriteStringOrNull("confirmedLsn", slot.ConfirmedLsn is null ? null : Show(slot.ConfirmedLsn));
        json.WriteNumberOrNull("lagBytes", slot.LagBytes);
        json.WriteNumberOrNull("lagSecondsAtLeast", slot.LagTime?.AtLeast.TotalSeconds);
        json.WriteNumberOrNull("lagSecondsAtMost", slot.LagTime?.AtMost?.TotalSeconds);
        json.WriteStringOrNull("lagTimeSource", slot.LagTime?.Source);
        json.WriteNumberOrNull("retainedBytes", slot.RetainedBytes);
        json.WriteNumberOrNull("safeWalSize", slot.SafeWalSize);
        json.WriteBoolean("twoPhase", slot.IsTwoPhase);
        json.WriteBooleanOrNull("failover", slot.IsFailover);
        json.WriteStringOrNull("inactiveSince", slot.InactiveSince?.ToString("O"));
        json.WriteEndObject();
    }

    private static string Show(ulong? lsn) => lsn is { } position ? CdcPosition.FormatLsn(position) : "-";
}
