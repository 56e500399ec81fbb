using System.Security.Cryptography;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>
/// A primary and its standby, two servers in one container: they reach each other whatever network an engine has, and
/// either of them can be killed.
/// </summary>
internal sealed class ServerPair : IAsyncDisposable
{
    private const string StandbyName = "standby";

    // hot_standby_feedback and the physical slot keep the primary from removing what decoding on the standby needs.
    private const string Create =
        """
        install -d -o postgres -g postgres -m 700 /servers
        cd /servers
        printf '%s' "$PASSWORD" >password
        chown postgres password
        as_postgres="setpriv --reuid=postgres --regid=postgres --init-groups"
        $as_postgres initdb -D /servers/primary -U postgres --pwfile password --auth-local trust --auth-host scram-sha-256 \
            --encoding UTF8 --locale C.UTF-8 --no-sync
        printf 'host all all all scram-sha-256\nhost replication all all scram-sha-256\n' >>primary/pg_hba.conf
        cat >>primary/postgresql.conf <<END
        listen_addresses = '*'
        unix_socket_directories = '/servers'
        port = 5432
        wal_level = logical
        max_wal_senders = 20
        max_replication_slots = 20
        fsync = off
        hot_standby_feedback = on
        wal_receiver_status_interval = 1s
        wal_retrieve_retry_interval = 200ms
        END
        # Minor versions before 16.15, 17.11 and 18.6 do not know this setting and would not start with it.
        if $as_postgres postgres -D /servers/primary -C output_plugin_libraries >/dev/null 2>&1; then
            echo "output_plugin_libraries = 'pgoutput, test_decoding, wal2arrow'" >>primary/postgresql.conf
        fi
        $as_postgres pg_ctl -D /servers/primary -l primary.log -w -t 60 start
        PGPASSWORD=$PASSWORD $as_postgres pg_basebackup -D /servers/standby -c fast -X stream -C -S standby -R \
            -d "host=127.0.0.1 port=5432 user=postgres dbname=postgres application_name=standby"
        echo 'port = 5433' >>standby/postgresql.conf
        $as_postgres pg_ctl -D /servers/standby -l standby.log -w -t 60 start
        """;

    private readonly IContainer _container;

    private ServerPair(IContainer container, string password)
    {
        _container = container;
        Primary = new PairedServer(container, "primary", 5432, password);
        Standby = new PairedServer(container, StandbyName, 5433, password);
    }

    public PairedServer Primary { get; }

    public PairedServer Standby { get; }

    /// <summary>Why there can be no pair; null when there can.</summary>
    public static string? Missing => Environment.GetEnvironmentVariable("SABOT_TEST_SERVER") != "container"
        ? "A pair of servers needs SABOT_TEST_SERVER=container."
        : ContainerImage.IsPostgres15 ? "PostgreSQL 15 has neither failover slots nor decoding on a standby." : null;

    public static async Task<ServerPair> StartAsync()
    {
        var password = RandomNumberGenerator.GetHexString(24, lowercase: true);
        var container = new ContainerBuilder(ContainerImage.Name)
            .WithPortBinding(5432, assignRandomHostPort: true)
            .WithPortBinding(5433, assignRandomHostPort: true)
            .WithCommand("sleep", "infinity")
            // It would write each script to the console, password and all.
            .WithLogger(NullLogger.Instance)
            .Build();
        try
        {
            await container.StartAsync();
            await ExecuteAsync(container, $"PASSWORD={password}\n{Create}");
            return new ServerPair(container, password);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string that names both servers, the primary first.</summary>
    public string ConnectionStringOf(string database, string? role) => new Npgsql.NpgsqlConnectionStringBuilder(Primary.ConnectionStringOf(database))
    {
        Host = $"127.0.0.1:{Primary.Port},127.0.0.1:{Standby.Port}",
        TargetSessionAttributes = role,
    }.ConnectionString;

    /// <summary>Lets the standby keep copies of failover slots.</summary>
    /// <param name="guarded">Whether the primary sends clients only what the standby has.</param>
    /// <param name="synchronous">Whether a commit waits for the standby.</param>
    public async Task SynchronizeSlotsAsync(bool guarded, bool synchronous)
    {
        if (guarded)
            await Primary.SetAsync("synchronized_standby_slots", StandbyName);
        if (synchronous)
            await Primary.SetAsync("synchronous_standby_names", StandbyName);
        await Standby.SetAsync("sync_replication_slots", "on");
    }

    /// <summary>Waits until the standby has a copy of the slot that outlives a promotion.</summary>
    /// <remarks>
    /// The standby takes it only when the slot on the primary is ahead of what the standby has kept, which the slot gets
    /// by an acknowledgement behind a log of running transactions. The primary writes one every 15 seconds.
    /// </remarks>
    public Task SlotIsSyncedAsync(string slot) => Harness.Wait.UntilAsync(
        async () =>
        {
            await Primary.LogTransactionsAsync();
            return await Standby.QueryAsync<bool>($"SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = '{slot}' AND synced AND NOT temporary");
        },
        $"the standby has a copy of slot {slot}");

    /// <summary>Waits until the standby has replayed what the primary has written.</summary>
    public async Task StandbyIsCurrentAsync()
    {
        var end = await Primary.QueryAsync<NpgsqlTypes.NpgsqlLogSequenceNumber>("SELECT pg_current_wal_lsn()");
        await Harness.Wait.UntilAsync(
            () => Standby.QueryAsync<bool>($"SELECT pg_last_wal_replay_lsn() >= '{end}'"), $"the standby has replayed WAL up to {end}");
    }

    /// <summary>Takes the standby off the primary: it gets nothing of what is written from now on.</summary>
    public async Task CutStandbyOffAsync()
    {
        await Standby.SetAsync("primary_conninfo", "");
        await Harness.Wait.UntilAsync(
            () => Primary.QueryAsync<bool>($"SELECT count(*) = 0 FROM pg_stat_replication WHERE application_name = '{StandbyName}'"),
            "the standby has left the primary");
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    /// <summary>Runs a script in the container; fails with its output.</summary>
    internal static async Task<string> ExecuteAsync(IContainer container, string script)
    {
        var result = await container.ExecAsync(["sh", "-ec", script]);
        return result.ExitCode == 0 ? result.Stdout : throw new InvalidOperationException(
            $"A script in the container ended with exit code {result.ExitCode}: {result.Stdout}{result.Stderr}");
    }
}
