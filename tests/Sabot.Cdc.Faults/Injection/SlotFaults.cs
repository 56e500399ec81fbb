using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>What happens to slots: each has to be said, and never to be made good by starting somewhere else.</summary>
internal static class SlotFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("slot dropped", 2, DropAsync, ConsumerExit.Slot),
        new("slot dropped while the client was away", 1, DropAwayAsync, ConsumerExit.Slot, StartsWithoutSlot: true),
        new("WAL removed", 1, RemoveWalAsync, ConsumerExit.Slot),
        new("WAL removed while the client was away", 1, RemoveWalAwayAsync, ConsumerExit.Slot),
    ];

    // A client that has streamed once never makes the slot anew, though it may make one at its start.
    private static async Task DropAsync(ScheduleRun run)
    {
        await run.StreamingAsync();
        run.Network.Refuse();
        run.Network.Disturb(connection => connection.Reset());
        await run.Server.DropSlotAsync(run.Slot);
        run.Network.Listen();
    }

    private static async Task DropAwayAsync(ScheduleRun run)
    {
        await run.Consumer.KillAsync();
        await run.Server.DropSlotAsync(run.Slot);
        await run.StartConsumerAsync();
    }

    private static async Task RemoveWalAsync(ScheduleRun run)
    {
        run.Consumer.Freeze();
        await RemoveSegmentsAsync(run);
        run.Consumer.Thaw();
    }

    private static async Task RemoveWalAwayAsync(ScheduleRun run)
    {
        await run.Consumer.KillAsync();
        await RemoveSegmentsAsync(run);
        await run.StartConsumerAsync();
    }

    private static async Task RemoveSegmentsAsync(ScheduleRun run)
    {
        await run.ExecuteAsync("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        await run.ExecuteAsync("SELECT pg_reload_conf()");
        await Wait.UntilAsync(
            async () =>
            {
                await run.ExecuteAsync("SELECT pg_switch_wal()");
                await run.ExecuteAsync("CHECKPOINT");
                return await run.Server.QueryAsync<string>(
                    $"SELECT wal_status FROM pg_replication_slots WHERE slot_name = '{run.Slot}'") == "lost";
            },
            "the server has removed WAL of the slot");
        await run.ExecuteAsync("ALTER SYSTEM RESET max_slot_wal_keep_size");
        await run.ExecuteAsync("SELECT pg_reload_conf()");
    }
}
