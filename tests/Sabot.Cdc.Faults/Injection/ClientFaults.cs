using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>What happens to consumers.</summary>
internal static class ClientFaults
{
    /// <summary>Longer than wal_sender_timeout of these servers.</summary>
    private static readonly TimeSpan TooLong = Lane.WalSenderTimeout + TimeSpan.FromMilliseconds(600);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("client killed", 6, KillAsync),
        new("client killed twice", 2, KillTwiceAsync),
        new("client stopped and started", 2, StopAsync),
        new("handler paused", 1, PauseAsync),
        new("client frozen", 1, FreezeAsync),
        new("disk full below the spill", 2, FillDiskAsync, NeedsStreaming: true),
    ];

    private static async Task KillAsync(ScheduleRun run)
    {
        await run.Consumer.KillAsync();
        await run.StartConsumerAsync();
    }

    // The second time before or just after it has begun to stream.
    private static async Task KillTwiceAsync(ScheduleRun run)
    {
        await KillAsync(run);
        await run.SleepAsync(0, 800);
        await KillAsync(run);
    }

    private static async Task StopAsync(ScheduleRun run)
    {
        await run.StreamingAsync();
        await run.StopConsumerAsync();
        await run.StartConsumerAsync();
    }

    // Feedback does not wait for handlers: the connection stays.
    private static async Task PauseAsync(ScheduleRun run)
    {
        var before = await run.StreamingAsync();
        await run.Consumer.PauseAsync(TooLong);
        await Task.Delay(TooLong);
        if (run.Network.MaxDelay == TimeSpan.Zero && await run.StreamingAsync() != before)
            throw new ScheduleException("The connection was lost while a handler took its time.");
    }

    // It has to say so and end; what it did not keep comes again to one that has room.
    private static async Task FillDiskAsync(ScheduleRun run)
    {
        await run.CheckSmallDiskAsync();
        await run.Consumer.KillAsync();
        await run.StartConsumerAsync(smallDisk: true);
        if (await run.EndsOnLargeTransactionAsync() is var exit and not ConsumerExit.Spill)
            throw new ScheduleException($"Without room the consumer ended with {exit}: {await run.Consumer.Errors}");
        if (!(await run.Consumer.Errors).Contains("No space left on device", StringComparison.Ordinal))
            throw new ScheduleException($"The consumer does not name the full disk: {await run.Consumer.Errors}");
        await run.StartConsumerAsync();
    }

    // The server gives such a client up, and the client finds that out when it goes on.
    private static async Task FreezeAsync(ScheduleRun run)
    {
        run.Consumer.Freeze();
        await Task.Delay(TooLong);
        run.Consumer.Thaw();
    }
}
