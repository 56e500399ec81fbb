using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>What happens to servers.</summary>
internal static class ServerFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("walsender terminated", 3, TerminateWalSenderAsync),
        new("walsender killed", 2, KillWalSenderAsync),
        new("postmaster killed", 2, run => RestartAsync(run, ShutdownMode.Killed)),
        new("server restarted fast", 2, run => RestartAsync(run, ShutdownMode.Fast)),
        new("server restarted immediately", 2, run => RestartAsync(run, ShutdownMode.Immediate)),
    ];

    /// <summary>Only of a server that has a standby.</summary>
    public static Fault Failover { get; } = new("failover", 0, FailOverAsync);

    private static async Task TerminateWalSenderAsync(ScheduleRun run)
    {
        var process = await run.StreamingAsync();
        await run.ExecuteAsync($"SELECT pg_terminate_backend({process})");
    }

    // The postmaster then ends all other processes too, and recovers.
    private static async Task KillWalSenderAsync(ScheduleRun run)
    {
        var process = await run.StreamingAsync();
        run.ServerForgets();
        await run.KillBackendAsync(process);
    }

    // The standby has the slot as of some time ago, as after a crash.
    private static async Task FailOverAsync(ScheduleRun run)
    {
        var server = (ReplicatedServer)run.Server;
        // It takes a slot over only once that has advanced.
        await server.SlotIsSyncedAsync(run.Slot);
        await run.StreamingAsync();
        run.ServerForgets();
        await server.FailOverAsync();
    }

    private static async Task RestartAsync(ScheduleRun run, ShutdownMode mode)
    {
        // Before version 17, an orderly end does not write down what slots have confirmed either.
        run.ServerForgets();
        await ((LocalServer)run.Server).RestartAsync(mode, TimeSpan.FromMilliseconds(run.Random.Next(400)));
    }
}
