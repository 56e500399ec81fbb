namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>
/// The server of a test run. Environment variable <c>SABOT_TEST_SERVER</c> chooses the kind: <c>local</c> (default)
/// or <c>container</c>.
/// </summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server => _server ?? throw new InvalidOperationException("The server was not started.");

    public async Task InitializeAsync() => _server = await StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Starts another server of the chosen kind, for a test that stops or spoils it; the caller disposes it.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken = default) =>
        Environment.GetEnvironmentVariable("SABOT_TEST_SERVER") switch
        {
            null or "" or "local" => await LocalServer.StartAsync(cancellationToken),
            "container" => await ContainerServer.StartAsync(cancellationToken),
            var other => throw new InvalidOperationException($"SABOT_TEST_SERVER is '{other}'; it has to be 'local' or 'container'."),
        };
}
