using Npgsql;

namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>A PostgreSQL server of the tests' own, with wal2arrow loadable; disposing it leaves nothing behind.</summary>
public abstract class PostgresServer : IAsyncDisposable
{
    /// <summary>A superuser's connection to database <c>postgres</c>, over TCP and with a password.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>Stops the server as asked and starts it again on the same port with the same data.</summary>
    public abstract Task RestartAsync(ShutdownMode mode, CancellationToken cancellationToken = default);

    /// <summary>What the server wrote into its log so far, for the message of a test that failed.</summary>
    public abstract Task<string> ReadLogAsync(CancellationToken cancellationToken = default);

    public abstract ValueTask DisposeAsync();

    /// <summary>The server's connection string with another database.</summary>
    public string ConnectionStringOf(string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    /// <summary>
    /// Makes an empty database, in place of one of that name left over from an earlier test, and returns its
    /// connection string. Slots of the old database are dropped with it.
    /// </summary>
    /// <param name="name">The name; quoted by this method.</param>
    /// <param name="encoding">A server encoding such as <c>LATIN1</c>; UTF8 if null. Others than UTF8 get locale C.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> CreateDatabaseAsync(string name, string? encoding = null, CancellationToken cancellationToken = default)
    {
        await DropDatabaseAsync(name, cancellationToken);
        var form = encoding is null ? "" : $" TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'";
        await ExecuteAsync($"CREATE DATABASE {Quote(name)}{form}", cancellationToken: cancellationToken);
        return ConnectionStringOf(name);
    }

    /// <summary>Drops the database with its slots and connections; nothing happens if there is none.</summary>
    public async Task DropDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionStringOf(name)));
        await using var connection = await OpenAsync(ConnectionString, cancellationToken);
        await using var slots = new NpgsqlCommand("SELECT slot_name FROM pg_replication_slots WHERE database = $1", connection);
        slots.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        var names = new List<string>();
        await using (var reader = await slots.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                names.Add(reader.GetString(0));
        }

        foreach (var slot in names)
            await DropSlotAsync(slot, cancellationToken);

        await ExecuteAsync($"DROP DATABASE IF EXISTS {Quote(name)} WITH (FORCE)", cancellationToken: cancellationToken);
    }

    /// <summary>
    /// A name for a test's replication slot that is dropped now, should an earlier run have left it, and when
    /// the returned object is disposed, whoever creates the slot in between.
    /// </summary>
    public async Task<TestSlot> ReserveSlotAsync(string name, CancellationToken cancellationToken = default)
    {
        await DropSlotAsync(name, cancellationToken);
        return new TestSlot(this, name);
    }

    /// <summary>Ends the slot's walsender if it has one, and drops the slot if it exists.</summary>
    public async Task DropSlotAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(ConnectionString, cancellationToken);
        await using var drop = new NpgsqlCommand(
            """
            SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots WHERE slot_name = $1 AND active_pid IS NOT NULL;
            """, connection);
        drop.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await drop.ExecuteNonQueryAsync(cancellationToken);
        drop.CommandText = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1";
        await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs one or more statements as superuser, in database <c>postgres</c> unless another one is named.</summary>
    public async Task ExecuteAsync(string sql, string? database = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database is null ? ConnectionString : ConnectionStringOf(database), cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a query that has one row and returns its first column; null for SQL's null.</summary>
    public async Task<T?> QueryAsync<T>(string sql, string? database = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database is null ? ConnectionString : ConnectionStringOf(database), cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new InvalidOperationException($"The query has no row: {sql}");

        return await reader.IsDBNullAsync(0, cancellationToken) ? default : await reader.GetFieldValueAsync<T>(0, cancellationToken);
    }

    /// <summary>The name as a quoted SQL identifier.</summary>
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    internal static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
