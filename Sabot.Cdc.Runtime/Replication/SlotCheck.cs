using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>
/// Refuses a slot that cannot be streamed from, or that is not where this client has left it: streaming on from
/// somewhere else would be a gap that nobody notices.
/// </summary>
internal sealed class SlotCheck(
    NpgsqlConnection connection,
    CdcOptions options,
    ServerFacts server,
    SlotHistory history,
    ResumePoint resume,
    ILogger logger)
{
    // A killed client's walsender needs a moment to notice that its socket is closed.
    private static readonly TimeSpan ReleaseWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OwnReleaseWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleasePoll = TimeSpan.FromMilliseconds(100);

    private const string EndWalSender = """
        SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
        WHERE pid = $1 AND usename = current_user AND backend_type = 'walsender'
        """;

    /// <summary>The slot, free to be streamed from; null when it has to be created.</summary>
    /// <exception cref="CdcSlotException">It cannot be used, or is missing and may not be created.</exception>
    public async Task<SlotState?> RunAsync(CancellationToken cancellationToken)
    {
        var slot = options.Slot;
        var began = Stopwatch.GetTimestamp();
        for (var logged = false; ;)
        {
            var state = await SlotState.ReadAsync(connection, slot, cancellationToken).ConfigureAwait(false);
            if (state is null)
                return MayCreate() ? null : throw Missing();
            CheckUsable(state);
            CheckUnmoved(state);
            CheckStart(state);
            if (state.ActivePid is not { } pid)
                return state;

            var waited = Stopwatch.GetElapsedTime(began);
            var isOwn = history.IsKnown && pid == history.WalSenderPid;
            if (waited > ReleaseWait)
                throw isOwn ? SlotErrors.StillHeld(slot, pid) : SlotErrors.InUse(slot, pid);
            if (isOwn && waited > OwnReleaseWait)
                await EndWalSenderAsync(pid, cancellationToken).ConfigureAwait(false);
            if (!logged)
                Log.SlotBusy(logger, slot, pid);
            logged = true;
            await Task.Delay(ReleasePoll, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool MayCreate() => options is { CreateSlot: true, StartPosition: null } && !history.IsKnown;

    private CdcException Missing() => (history.IsKnown, options.StartPosition) switch
    {
        (true, _) => SlotErrors.Gone(options.Slot, resume.Acknowledged, options.FailoverSlot),
        (false, { } start) => PositionErrors.NoSlot(options.Slot, start),
        _ => SlotErrors.Missing(options.Slot, server.Database),
    };

    // PostgreSQL would begin at the slot's own position without a word. Later sessions are held to what was acknowledged.
    private void CheckStart(SlotState state)
    {
        if (options.StartPosition is not { } start || history.IsKnown)
            return;
        if (start.Lsn < state.ConfirmedFlushLsn)
            throw PositionErrors.Passed(options.Slot, start, state.ConfirmedFlushLsn);
        if (start.Lsn > server.WalEnd)
            throw PositionErrors.Unknown(options.Slot, start, server.WalEnd);
    }

    /// <summary>
    /// Where the network is dead, the server keeps the last session's process until its own timeout; it is ours to end.
    /// </summary>
    private async Task EndWalSenderAsync(int pid, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EndWalSender, connection) { Parameters = { new() { Value = pid } } };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void CheckUnmoved(SlotState state)
    {
        if (history.IsKnown && state.ConfirmedFlushLsn > Math.Max(history.FirstConfirmed, resume.Acknowledged))
            throw SlotErrors.Moved(options.Slot, resume.Acknowledged, state.ConfirmedFlushLsn);
    }

    private void CheckUsable(SlotState state)
    {
        var slot = options.Slot;
        if (options.TemporarySlot)
            throw SlotErrors.Unsuitable(slot, "exists already, and TemporarySlot asks for a new one; set another Slot");
        if (state.Type != "logical")
            throw SlotErrors.Unsuitable(
                slot, $"is a {state.Type} slot, and change data capture needs a logical one; set another Slot");
        if (state.Plugin != PluginOptions.Plugin)
            throw SlotErrors.Unsuitable(
                slot, $"uses output plugin {state.Plugin}, not {PluginOptions.Plugin}; set another Slot");
        if (state.Database != server.Database)
            throw SlotErrors.Unsuitable(
                slot,
                $"belongs to database {state.Database}, not to {server.Database}; set another Slot, or correct "
                + "Database in ConnectionString");
        if (state.WalStatus == "lost" || state.InvalidationReason is not null || state.IsConflicting)
            throw SlotErrors.Invalidated(slot, state.InvalidationReason, state.IsConflicting);
        if (state.IsSynced && server.IsStandby)
            throw SlotErrors.Unsuitable(
                slot,
                "is this standby's copy of the primary's slot, and can be streamed from when the standby is promoted; "
                + "name the primary in ConnectionString, or all servers and Target Session Attributes=primary");
    }
}
