namespace Sabot.Cdc.Faults.Running;

/// <summary>A private server, on which one schedule after another is run. Several lanes run at the same time.</summary>
internal sealed class Lane : IAsyncDisposable
{
    /// <summary>Short, so that a client that is gone does not hold its slot for long.</summary>
    public static readonly TimeSpan WalSenderTimeout = TimeSpan.FromSeconds(3);

    private LocalServer? _server;

    /// <summary>Runs a schedule; after one that did not end as it should, the next one gets another server.</summary>
    public async Task<Outcome> RunAsync(Schedule schedule)
    {
        try
        {
            _server ??= await StartServerAsync();
            return await ScheduleRun.RunAsync(schedule, _server);
        }
        catch (Exception e)
        {
            var log = _server is null ? "" : await _server.ReadLogAsync();
            await DisposeAsync();
            return Outcome.Failed(schedule, e, log);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    private static async Task<LocalServer> StartServerAsync()
    {
        var server = await LocalServer.StartAsync();
        await server.ExecuteAsync($"ALTER SYSTEM SET wal_sender_timeout = {WalSenderTimeout.TotalMilliseconds}");
        // In-progress transactions are streamed when they are larger than this, where the client asks for it.
        await server.ExecuteAsync("ALTER SYSTEM SET logical_decoding_work_mem = '64kB'");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        return server;
    }
}
