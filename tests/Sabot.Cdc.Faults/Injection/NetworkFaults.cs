using Sabot.Cdc.Faults.Network;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>What happens to connections.</summary>
internal static class NetworkFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("connection dropped", 3, run => DisturbAsync(run, connection => connection.Drop())),
        new("connection reset", 3, run => DisturbAsync(run, connection => connection.Reset())),
        new("connection cut in a message", 4, run => DisturbAsync(run, connection => connection.CutAfter(run.Random.Next(1, 3000)))),
        new("half closed to the client", 2, run => DisturbAsync(run, connection => connection.HalfCloseToClient())),
        new("half closed to the server", 2, run => DisturbAsync(run, connection => connection.HalfCloseToServer())),
        new("delays", 2, DelayAsync),
        new("split into pieces", 2, SplitAsync),
        new("connections refused", 2, RefuseAsync),
        new("black hole", 1, BlackHoleAsync),
    ];

    private static Task DisturbAsync(ScheduleRun run, Action<ProxiedConnection> fault)
    {
        run.Network.Disturb(fault);
        return Task.CompletedTask;
    }

    // These two go on while the next faults strike.
    private static Task DelayAsync(ScheduleRun run)
    {
        run.Network.MaxDelay = TimeSpan.FromMilliseconds(run.Random.Next(5, 120));
        run.Later(() => run.Network.MaxDelay = TimeSpan.Zero);
        return Task.CompletedTask;
    }

    private static Task SplitAsync(ScheduleRun run)
    {
        run.Network.MaxPiece = run.Random.Next(1, 40);
        run.Later(() => run.Network.MaxPiece = 0);
        return Task.CompletedTask;
    }

    private static async Task RefuseAsync(ScheduleRun run)
    {
        run.Network.Refuse();
        run.Network.Disturb(connection => connection.Reset());
        await run.SleepAsync(50, 700);
        run.Network.Listen();
    }

    // Shorter or longer than the client trusts a silent connection.
    private static async Task BlackHoleAsync(ScheduleRun run)
    {
        run.Network.BeginBlackHole();
        await run.SleepAsync(300, 4500);
        run.Network.EndBlackHole();
    }
}
