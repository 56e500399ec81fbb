using DotNet.Testcontainers.Containers;
using Npgsql;

namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>One server of a <see cref="ServerPair"/>, which starts and ends it.</summary>
internal sealed class PairedServer : PostgresServer
{
    private readonly IContainer _container;
    private readonly string _name;

    internal PairedServer(IContainer container, string name, int port, string password)
    {
        (_container, _name) = (container, name);
        Port = container.GetMappedPublicPort(port);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = "postgres",
            Password = password,
            Database = "postgres",
            Pooling = false,
        }.ConnectionString;
    }

    public int Port { get; }

    public override string ConnectionString { get; }

    /// <summary>
    /// Ends the server for good: with SIGKILL, as when a machine dies and can tell nobody, or with an immediate shutdown.
    /// None of its processes is left then: while one is, it may still commit, and send.
    /// </summary>
    public Task EndAsync(ShutdownMode mode) => ServerPair.ExecuteAsync(
        _container,
        $$"""
        postmaster=$(head -n 1 /servers/{{_name}}/postmaster.pid)
        kill -{{(mode == ShutdownMode.Killed ? "KILL" : "QUIT")}} $postmaster
        for _ in $(seq 600); do
            left=
            for process in /proc/[0-9]*; do
                [ "$(readlink $process/cwd 2>/dev/null)" != /servers/{{_name}} ] || left=$process
            done
            [ -n "$left" ] || exit 0
            sleep 0.05
        done
        echo "$left of the server is still there"
        exit 1
        """);

    /// <summary>The machine dies.</summary>
    public Task KillAsync() => EndAsync(ShutdownMode.Killed);

    /// <summary>Makes a primary of the standby; what only the old one could confirm is not waited for any more.</summary>
    public async Task PromoteAsync()
    {
        if (!await QueryAsync<bool>("SELECT pg_promote()"))
            throw new InvalidOperationException($"The standby was not promoted:\n{await ReadLogAsync()}");
    }

    public async Task SetAsync(string setting, string value)
    {
        await ExecuteAsync($"ALTER SYSTEM SET {setting} = '{value}'");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    /// <summary>Writes which transactions are running into the WAL: slots on a standby begin, and go on, there.</summary>
    public Task LogTransactionsAsync() => ExecuteAsync("SELECT pg_log_standby_snapshot()");

    public override Task RestartAsync(ShutdownMode mode, CancellationToken cancellationToken = default) => ServerPair.ExecuteAsync(
        _container,
        $"cd / && setpriv --reuid=postgres --regid=postgres --init-groups pg_ctl -D /servers/{_name} -l /servers/{_name}.log "
            + $"-m {(mode == ShutdownMode.Fast ? "fast" : "immediate")} -w -t 60 restart || {{ tail -n 20 /servers/{_name}.log; exit 1; }}");

    public override Task<string> ReadLogAsync(CancellationToken cancellationToken = default) =>
        ServerPair.ExecuteAsync(_container, $"cat /servers/{_name}.log");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
