using Npgsql;

namespace Sabot.Cdc.Faults.Running;

/// <summary>Where a schedule's database is: a failover takes it to another server, and everybody has to follow.</summary>
internal sealed class CurrentServer(PostgresServer server)
{
    private volatile PostgresServer _server = server;

    public PostgresServer Server => _server;

    /// <summary>Opens a connection of its own to a database there: pooled ones end with their server.</summary>
    public Task<NpgsqlConnection> OpenAsync(string database = "postgres") => PostgresServer.OpenAsync(
        new NpgsqlConnectionStringBuilder(Server.ConnectionStringOf(database)) { Pooling = false }.ConnectionString,
        CancellationToken.None);

    /// <summary>From now on it is that one; the one before it has ended, with all its processes.</summary>
    public void MoveTo(PostgresServer server) => _server = server;
}
