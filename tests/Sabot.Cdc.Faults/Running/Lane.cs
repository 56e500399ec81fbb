namespace Sabot.Cdc.Faults.Running;

/// <summary>Runs one schedule after another; several lanes do at the same time.</summary>
internal sealed class Lane : IAsyncDisposable
{
    /// <summary>Short, so that a client that is gone does not hold its slot for long.</summary>
    public static readonly TimeSpan WalSenderTimeout = TimeSpan.FromSeconds(3);

    private LocalServer? _server;

    /// <summary>
    /// Runs a schedule on the lane's private server; after one that did not end as it should, the next one gets another
    /// server. One that fails over gets a pair of servers of its own.
    /// </summary>
    public Task<Outcome> RunAsync(Schedule schedule) => schedule.FailsOver ? RunOnPairAsync(schedule) : RunOnServerAsync(schedule);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    private static async Task<Outcome> RunOnPairAsync(Schedule schedule)
    {
        ServerPair? pair = null;
        try
        {
            pair = await ServerPair.StartAsync();
            await ConfigureAsync(pair.Primary);
            await ConfigureAsync(pair.Standby);
            return await ScheduleRun.RunAsync(schedule, pair.Primary, pair);
        }
        catch (Exception e)
        {
            var log = pair is null ? "" : $"{await pair.Primary.ReadLogAsync()}\n{await pair.Standby.ReadLogAsync()}";
            return Outcome.Failed(schedule, e, log);
        }
        finally
        {
            if (pair is not null)
                await pair.DisposeAsync();
        }
    }

    private static async Task ConfigureAsync(PostgresServer server)
    {
        await server.ExecuteAsync($"ALTER SYSTEM SET wal_sender_timeout = {WalSenderTimeout.TotalMilliseconds}");
        // In-progress transactions are streamed when they are larger than this, where the client asks for it.
        await server.ExecuteAsync("ALTER SYSTEM SET logical_decoding_work_mem = '64kB'");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
    }

    private async Task<Outcome> RunOnServerAsync(Schedule schedule)
    {
        try
        {
            if (_server is null)
            {
                _server = await LocalServer.StartAsync();
                await ConfigureAsync(_server);
            }

            return await ScheduleRun.RunAsync(schedule, _server);
        }
        catch (Exception e)
        {
            var log = _server is null ? "" : await _server.ReadLogAsync();
            await DisposeAsync();
            return Outcome.Failed(schedule, e, log);
        }
    }
}
