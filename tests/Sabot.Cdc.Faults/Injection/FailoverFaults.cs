using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>What happens to a primary with a standby (PostgreSQL 17 and later).</summary>
internal static class FailoverFaults
{
    public static Fault Failover { get; } = new("failover to a standby", 1, FailOverAsync);

    // Everything of the primary is gone before the standby is promoted, as an operator has to make sure.
    private static async Task FailOverAsync(ScheduleRun run)
    {
        var pair = run.Pair!;
        // What the primary commits from here on, the standby does not have, and clients must not be given.
        if (run.Commits == StandbyCommits.CutOff)
        {
            await pair.Standby.SetAsync("primary_conninfo", "");
            await run.SleepAsync(200, 700);
        }

        var consumerDies = run.Random.Next(4) == 0;
        await run.ServerEndsAsync(async () =>
        {
            await pair.Primary.EndAsync(run.Random.Next(3) == 0 ? ShutdownMode.Immediate : ShutdownMode.Killed);
            if (consumerDies)
                await run.Consumer.KillAsync();
            await run.SleepAsync(0, 1000);
            await pair.Standby.PromoteAsync();
            run.MoveTo(pair.Standby);
        });
        if (consumerDies)
            await run.StartConsumerAsync();
    }
}
