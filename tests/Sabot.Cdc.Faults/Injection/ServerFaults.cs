using Npgsql;
using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Running;

namespace Sabot.Cdc.Faults.Injection;

/// <summary>What happens to servers.</summary>
internal static class ServerFaults
{
    // Longer than the server takes to give up a client that is gone.
    private static readonly TimeSpan Patience = 2 * Lane.WalSenderTimeout;
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);

    public static Fault WalSenderTerminated { get; } = new("walsender terminated", 3, TerminateWalSenderAsync);

    public static IReadOnlyList<Fault> All { get; } =
    [
        WalSenderTerminated,
        new("walsender killed", 2, KillWalSenderAsync),
        new("postmaster killed", 2, run => RestartAsync(run, ShutdownMode.Killed)),
        new("server restarted fast", 2, run => RestartAsync(run, ShutdownMode.Fast)),
        new("server restarted immediately", 2, run => RestartAsync(run, ShutdownMode.Immediate)),
    ];

    private static async Task TerminateWalSenderAsync(ScheduleRun run)
    {
        var process = await run.StreamingAsync();
        await run.ExecuteAsync($"SELECT pg_terminate_backend({process})");
    }

    // The postmaster then ends all other processes too, and recovers.
    private static async Task KillWalSenderAsync(ScheduleRun run)
    {
        var process = await run.StreamingAsync();
        await run.ServerEndsAsync(() => KillBackendAsync(run.Server, process));
    }

    // Waits until the server has ended all other processes, and until it is up again.
    private static async Task KillBackendAsync(PostgresServer server, int process)
    {
        await using (var witness = new NpgsqlConnection(server.ConnectionString))
        {
            await witness.OpenAsync();
            await using var look = new NpgsqlCommand("SELECT true", witness);
            Signals.Send(process, Signals.Kill);
            await Wait.UntilAsync(async () => !await AnswersAsync(look.ExecuteScalarAsync), "the server ends its processes", RecoveryLimit);
        }

        NpgsqlConnection.ClearAllPools();
        await Wait.UntilAsync(() => AnswersAsync(() => server.QueryAsync<object>("SELECT true")), "the server is up", RecoveryLimit);
    }

    private static async Task<bool> AnswersAsync(Func<Task<object?>> query)
    {
        try
        {
            await query();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            return false;
        }
    }

    private static Task RestartAsync(ScheduleRun run, ShutdownMode mode)
    {
        // An orderly end waits until the client has confirmed everything, and a consumer that stores on the same server
        // waits for that: its operator has to decide.
        TimeSpan? patience = mode == ShutdownMode.Fast && run.StoresPositions ? Patience : null;
        return run.ServerEndsAsync(
            () => run.LocalServer.RestartAsync(mode, TimeSpan.FromMilliseconds(run.Random.Next(400)), patience));
    }
}
