using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Sabot.Cdc;

/// <summary>A slot as pg_replication_slots shows it.</summary>
internal sealed record SlotState(
    string Type, string? Plugin, string? Database, int? ActivePid, string? WalStatus, ulong ConfirmedFlushLsn)
{
    // A killed client's walsender needs a moment to notice that its socket is closed.
    private static readonly TimeSpan ReleaseWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReleasePoll = TimeSpan.FromMilliseconds(100);

    private const string Query = """
        SELECT slot_type, plugin::text, database::text, active_pid, wal_status, confirmed_flush_lsn
        FROM pg_catalog.pg_replication_slots WHERE slot_name = $1
        """;

    public static async Task<SlotState?> ReadAsync(
        NpgsqlConnection connection, string slot, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection) { Parameters = { new() { Value = slot } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;
        return new SlotState(
            reader.GetString(0),
            reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetInt32(3),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            reader.IsDBNull(5) ? 0 : (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(5));
    }

    /// <summary>Whether the slot exists; if so it can be streamed from.</summary>
    /// <exception cref="CdcSlotException">It exists and cannot be used, or is missing and may not be
    /// created.</exception>
    public static async Task<bool> CheckAsync(
        NpgsqlConnection connection,
        CdcOptions options,
        ServerFacts server,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var slot = options.Slot;
        var began = Stopwatch.GetTimestamp();
        for (var logged = false; ;)
        {
            var state = await ReadAsync(connection, slot, cancellationToken).ConfigureAwait(false);
            if (state is null)
            {
                return options.CreateSlot ? false : throw new CdcSlotException(
                    $"Replication slot {slot} does not exist on the server; set CreateSlot to true, or run "
                    + $"SELECT pg_create_logical_replication_slot({SqlText.Literal(slot)}, '{PluginOptions.Plugin}') "
                    + $"in database {server.Database}.");
            }

            state.CheckUsable(options, server);
            if (state.ActivePid is not { } pid)
                return true;
            if (Stopwatch.GetElapsedTime(began) > ReleaseWait)
                throw InUse(slot, pid);
            if (!logged)
                Log.SlotBusy(logger, slot, pid);
            logged = true;
            await Task.Delay(ReleasePoll, cancellationToken).ConfigureAwait(false);
        }
    }

    public static CdcSlotException InUse(string slot, int? pid, Exception? innerException = null)
    {
        var who = pid is null ? "" : $" by server process {pid}";
        return new CdcSlotException(
            $"Replication slot {slot} is in use{who}; stop the other client (SELECT * FROM pg_stat_replication "
            + "shows who it is), or give this one a slot of its own.",
            innerException);
    }

    private void CheckUsable(CdcOptions options, ServerFacts server)
    {
        var slot = options.Slot;
        if (options.TemporarySlot)
            throw new CdcSlotException($"Replication slot {slot} exists already, and TemporarySlot asks for a new "
                + "one; set another Slot.");
        if (Type != "logical")
            throw new CdcSlotException($"Replication slot {slot} is a {Type} slot, and change data capture needs a "
                + "logical one; set another Slot.");
        if (Plugin != PluginOptions.Plugin)
            throw new CdcSlotException($"Replication slot {slot} uses output plugin {Plugin}, not "
                + $"{PluginOptions.Plugin}; set another Slot.");
        if (Database != server.Database)
            throw new CdcSlotException($"Replication slot {slot} belongs to database {Database}, not to "
                + $"{server.Database}; "
                + "set another Slot, or correct Database in ConnectionString.");
        if (WalStatus == "lost")
            throw Invalidated(slot);
    }

    public static CdcSlotException Invalidated(string slot, Exception? innerException = null) => new(
        $"Replication slot {slot} is invalidated: the server has removed WAL that it needs, and the changes in it "
            + "cannot be streamed any more; "
        + $"run SELECT pg_drop_replication_slot({SqlText.Literal(slot)}), bring the consumer's copy up to date and "
        + "start again "
        + "(raise max_slot_wal_keep_size so that it does not happen again).", innerException);
}
