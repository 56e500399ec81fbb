using Npgsql;
using NpgsqlTypes;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>
/// A test's own database with the tables of Cdc/schema.sql, and its replication slot of the same name. Both are made
/// anew and end with the test.
/// </summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string SchemaFile =
        Path.Combine(RepositoryFolder.Path, "tests/Sabot.Cdc.Integration.Tests/Cdc/schema.sql");

    private readonly PostgresServer _server;

    private TestDatabase(PostgresServer server, string name, string connectionString)
    {
        _server = server;
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary>The database's name, and the slot's.</summary>
    public string Name { get; }

    public string Slot => Name;

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(PostgresServer server, string name, string? encoding = null)
    {
        var connectionString = await server.CreateDatabaseAsync(name, encoding);
        var database = new TestDatabase(server, name, connectionString);
        await server.DropSlotAsync(name);
        await database.ExecuteAsync(await File.ReadAllTextAsync(SchemaFile));
        return database;
    }

    /// <summary>This database as another server of the cluster has it.</summary>
    public TestDatabase At(PostgresServer server) => new(server, Name, server.ConnectionStringOf(Name));

    public Task ExecuteAsync(string sql) => _server.ExecuteAsync(sql, Name);

    public Task<T?> QueryAsync<T>(string sql) => _server.QueryAsync<T>(sql, Name);

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Makes the slot now: every change from here on is a client's to see.</summary>
    public Task CreateSlotAsync(string? slot = null) =>
        ExecuteAsync($"SELECT pg_create_logical_replication_slot('{slot ?? Slot}', 'wal2arrow')");

    /// <summary>Options of a client of this database's slot, which reports often.</summary>
    public CdcOptions Options() => new()
    {
        ConnectionString = ConnectionString,
        Slot = Slot,
        StatusInterval = TimeSpan.FromMilliseconds(100),
    };

    public CdcClient Client(Action<CdcOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        return new CdcClient(options);
    }

    /// <summary>Waits until a client streams from the slot.</summary>
    public Task StreamingAsync() => Wait.UntilAsync(
        () => QueryAsync<bool>($"SELECT count(*) > 0 FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid WHERE slot_name = '{Slot}' AND state = 'streaming'"),
        $"a client streams from slot {Slot}");

    /// <summary>The end of what is committed now.</summary>
    public async Task<ulong> WalEndAsync() =>
        (ulong)await QueryAsync<NpgsqlLogSequenceNumber>("SELECT pg_current_wal_insert_lsn()");

    /// <summary>What the slot has been told is finished.</summary>
    public async Task<ulong> ConfirmedAsync() => (ulong)await QueryAsync<NpgsqlLogSequenceNumber>(
        $"SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '{Slot}'");

    /// <summary>Where the slot would start to read WAL. When it moves, the slot is written to the disk.</summary>
    public async Task<ulong> RestartPositionAsync() => (ulong)await QueryAsync<NpgsqlLogSequenceNumber>(
        $"SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = '{Slot}'");

    /// <summary>Waits until the client has finished everything that is committed now.</summary>
    public async Task CaughtUpAsync(CdcClient client, TimeSpan? limit = null)
    {
        var end = await QueryAsync<NpgsqlLogSequenceNumber>("SELECT pg_current_wal_flush_lsn()");
        await Wait.UntilAsync(
            () => Task.FromResult(client.Statistics.AcknowledgedLsn >= (ulong)end),
            () => $"the client has finished everything up to {end}; it is at {client.Statistics}",
            limit);
    }

    /// <summary>Ends the walsender of the slot, if a client of a failed test has left one.</summary>
    public Task EndClientsAsync() => ExecuteAsync(
        $"SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots WHERE slot_name = '{Slot}' AND active_pid IS NOT NULL");

    public async ValueTask DisposeAsync()
    {
        await _server.DropSlotAsync(Slot);
        await _server.DropDatabaseAsync(Name);
    }
}
