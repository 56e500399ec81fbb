using System.Net;
using System.Net.Sockets;

namespace Sabot.Cdc.Faults.Network;

/// <summary>A network between consumer and server that can be made bad: it passes bytes on, until it is told not to.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ProxiedConnection> _connections = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly Random _random;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public FaultyProxy(int serverPort, int seed)
    {
        ServerPort = serverPort;
        _random = new Random(seed);
        Listen();
    }

    /// <summary>Where consumers connect to; it stays.</summary>
    public int Port { get; private set; }

    /// <summary>Where new connections lead to.</summary>
    public int ServerPort { get; set; }

    /// <summary>How long each piece may be held up at most.</summary>
    public TimeSpan MaxDelay { get; set; }

    /// <summary>Pieces are at most this large; 0 for as they come.</summary>
    public int MaxPiece { get; set; }

    /// <summary>Whether nothing at all passes any more, also on connections that are made now.</summary>
    public bool Swallows { get; private set; }

    /// <summary>Does something bad to every connection that there is.</summary>
    public void Disturb(Action<ProxiedConnection> fault)
    {
        ProxiedConnection[] connections;
        lock (_gate)
            connections = [.. _connections];
        foreach (var connection in connections)
            fault(connection);
    }

    /// <summary>Swallows everything; connections of this time never come back to life.</summary>
    public void BeginBlackHole()
    {
        Swallows = true;
        Disturb(connection => connection.Swallow());
    }

    public void EndBlackHole() => Swallows = false;

    /// <summary>Nobody listens for a while; connections that there are stay.</summary>
    public void Refuse() => _listener!.Dispose();

    /// <summary>Listens, at first or again.</summary>
    public void Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port == 0 ? FreePort.Find() : Port));
        listener.Listen();
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _listener = listener;
        _accepting = AcceptAsync(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener!.Dispose();
        await _accepting;
        Disturb(connection => connection.Drop());
        _ended.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, ServerPort);
            }
            catch (SocketException)
            {
                // As the server would: it refuses.
                ProxiedConnection.Reset(client);
                server.Dispose();
                continue;
            }

            int seed;
            lock (_gate)
                seed = _random.Next();
            var connection = new ProxiedConnection(this, client, server, seed);
            lock (_gate)
            {
                _connections.RemoveAll(old => old.Ended);
                _connections.Add(connection);
            }

            if (Swallows)
                connection.Swallow();
            connection.Start();
        }
    }
}
