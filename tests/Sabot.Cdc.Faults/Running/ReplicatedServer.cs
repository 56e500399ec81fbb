using System.Globalization;
using Npgsql;
using Sabot.Cdc.Faults.Network;

namespace Sabot.Cdc.Faults.Running;

/// <summary>
/// A primary and its standby, which tests/docker/failover.sh has started in containers, behind one address that leads
/// to whichever of them is the primary.
/// </summary>
internal sealed class ReplicatedServer : PostgresServer
{
    private static readonly TimeSpan PromotionLimit = TimeSpan.FromSeconds(60);

    private readonly string _container;
    private readonly int _standbyPort;
    private readonly FaultyProxy _address;

    private ReplicatedServer(int primaryPort, int standbyPort, string container)
    {
        _container = container;
        _standbyPort = standbyPort;
        _address = new FaultyProxy(primaryPort, seed: 0);
    }

    public override string ConnectionString => ConnectionStringAt(_address.Port);

    /// <summary>The servers that the environment names.</summary>
    public static ReplicatedServer FromEnvironment() =>
        new(Number("SABOT_TEST_PRIMARY_PORT"), Number("SABOT_TEST_STANDBY_PORT"), Text("SABOT_TEST_PRIMARY_CONTAINER"));

    /// <summary>Waits until the standby has the slot.</summary>
    public Task SlotIsSyncedAsync(string slot) => Wait.UntilAsync(
        async () =>
        {
            await using var standby = new NpgsqlConnection(ConnectionStringAt(_standbyPort));
            await standby.OpenAsync();
            await using var command = new NpgsqlCommand(
                $"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{slot}' AND synced AND NOT temporary AND invalidation_reason IS NULL", standby);
            return (long)(await command.ExecuteScalarAsync())! == 1;
        },
        $"the standby has slot {slot}",
        PromotionLimit);

    /// <summary>The primary is gone for ever, and the standby takes its place.</summary>
    public async Task FailOverAsync()
    {
        await TestProcess.RunAsync("docker", ["kill", _container], CancellationToken.None);
        await using (var standby = new NpgsqlConnection(ConnectionStringAt(_standbyPort)))
        {
            await standby.OpenAsync();
            await using var promote = new NpgsqlCommand("SELECT pg_promote()", standby);
            if (await promote.ExecuteScalarAsync() is not true)
                throw new ScheduleException("The standby was not promoted.");
            // There is nobody left to wait for at a commit.
            promote.CommandText = "ALTER SYSTEM SET synchronous_standby_names = ''";
            await promote.ExecuteNonQueryAsync();
            promote.CommandText = "ALTER SYSTEM SET synchronized_standby_slots = ''";
            await promote.ExecuteNonQueryAsync();
            promote.CommandText = "SELECT pg_reload_conf()";
            await promote.ExecuteNonQueryAsync();
        }

        _address.ServerPort = _standbyPort;
        _address.Disturb(connection => connection.Reset());
        NpgsqlConnection.ClearAllPools();
    }

    public override Task RestartAsync(ShutdownMode mode, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Servers in containers are only failed over.");

    public override Task<string> ReadLogAsync(CancellationToken cancellationToken = default) => Task.FromResult("");

    public override ValueTask DisposeAsync() => _address.DisposeAsync();

    private static string ConnectionStringAt(int port) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Password = Text("SABOT_TEST_PASSWORD"),
        Database = "postgres",
        Pooling = false,
    }.ConnectionString;

    private static string Text(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set; tests/docker/failover.sh does that.");

    private static int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);
}
