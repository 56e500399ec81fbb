namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>A replication slot's name that belongs to one test; disposing it drops the slot.</summary>
public sealed class TestSlot : IAsyncDisposable
{
    private readonly PostgresServer _server;

    internal TestSlot(PostgresServer server, string name)
    {
        _server = server;
        Name = name;
    }

    public string Name { get; }

    public override string ToString() => Name;

    public async ValueTask DisposeAsync() => await _server.DropSlotAsync(Name);
}
