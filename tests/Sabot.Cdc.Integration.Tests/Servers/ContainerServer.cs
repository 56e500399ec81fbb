using System.Globalization;
using System.Text;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>A server in a container of the tests' <see cref="ContainerImage"/>.</summary>
public sealed class ContainerServer : PostgresServer
{
    private readonly PostgreSqlContainer _container;

    private ContainerServer(PostgreSqlContainer container)
    {
        _container = container;
        ConnectionString = container.GetConnectionString();
    }

    /// <inheritdoc/>
    /// <remarks>Kept, because a container that is being restarted does not say it.</remarks>
    public override string ConnectionString { get; }

    public static async Task<ContainerServer> StartAsync(CancellationToken cancellationToken = default)
    {
        // A fixed host port: docker would choose another one at every restart, and the connection string would change.
        var container = new PostgreSqlBuilder(ContainerImage.Name)
            .WithPortBinding(FreePort.Find().ToString(CultureInfo.InvariantCulture), PostgreSqlBuilder.PostgreSqlPort.ToString(CultureInfo.InvariantCulture))
            // The builder switches it off, and then an immediate shutdown loses transactions that were committed.
            .WithCommand("-c", "synchronous_commit=on")
            .Build();
        try
        {
            await container.StartAsync(cancellationToken);
            var server = new ContainerServer(container);
            // Not on the command line, which a test's own ALTER SYSTEM would change nothing of.
            await server.ExecuteAsync("ALTER SYSTEM SET max_wal_senders = 20", cancellationToken: cancellationToken);
            await server.ExecuteAsync("ALTER SYSTEM SET max_replication_slots = 20", cancellationToken: cancellationToken);
            await server.RestartAsync(ShutdownMode.Fast, cancellationToken);
            return server;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var log = await LogOfAsync(container);
            await container.DisposeAsync();
            throw new InvalidOperationException($"The container of image {ContainerImage.Name} did not start: {error.Message}\n{log}", error);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The server is the container's first process, so the container ends with it and is started again.</remarks>
    public override async Task RestartAsync(ShutdownMode mode, CancellationToken cancellationToken = default)
    {
        NpgsqlConnection.ClearAllPools();
        var signal = mode switch
        {
            ShutdownMode.Fast => "INT",
            ShutdownMode.Immediate => "QUIT",
            _ => throw new NotSupportedException("A container's first process cannot be killed from within."),
        };
        // The shell's own kill: the image has no program of that name.
        var result = await _container.ExecAsync(["sh", "-c", $"kill -{signal} 1"], cancellationToken);
        if (result.Stderr.Length > 0)
            throw new InvalidOperationException($"The server could not be signalled: {result.Stderr}");

        // Waits for the end that the signal asked for; the SIGINT that this sends comes second and changes nothing.
        await _container.StopAsync(cancellationToken);
        await _container.StartAsync(cancellationToken);
    }

    public override Task<string> ReadLogAsync(CancellationToken cancellationToken = default) => LogOfAsync(_container, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _container.DisposeAsync();
    }

    private static async Task<string> LogOfAsync(PostgreSqlContainer container, CancellationToken cancellationToken = default)
    {
        var (output, error) = await container.GetLogsAsync(ct: cancellationToken);
        return new StringBuilder(output).Append(error).ToString();
    }
}
