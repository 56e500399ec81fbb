using System.Net;
using System.Net.Sockets;

namespace Sabot.Cdc.Faults.Network;

/// <summary>A network between consumer and servers that can be made bad: it passes bytes on, until it is told not to.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ProxiedConnection> _connections = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly Random _random;
    private readonly int[] _serverPorts;
    private readonly int[] _ports;
    private Socket[] _listeners = [];
    private Task _accepting = Task.CompletedTask;

    /// <param name="serverPorts">One for each server.</param>
    public FaultyProxy(IEnumerable<int> serverPorts, int seed)
    {
        _serverPorts = [.. serverPorts];
        _ports = new int[_serverPorts.Length];
        _random = new Random(seed);
        Listen();
    }

    /// <summary>Where consumers connect to, for each server; they stay.</summary>
    public IReadOnlyList<int> Ports => _ports;

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
    public void Refuse() => Array.ForEach(_listeners, listener => listener.Dispose());

    /// <summary>Listens, at first or again.</summary>
    public void Listen()
    {
        _listeners = Array.ConvertAll(_ports, Listener);
        for (var i = 0; i < _ports.Length; i++)
            _ports[i] = ((IPEndPoint)_listeners[i].LocalEndPoint!).Port;
        _accepting = Task.WhenAll(_listeners.Zip(_serverPorts, AcceptAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Refuse();
        await _accepting;
        Disturb(connection => connection.Drop());
        _ended.Dispose();
    }

    private static Socket Listener(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port == 0 ? FreePort.Find() : port));
        listener.Listen();
        return listener;
    }

    private async Task AcceptAsync(Socket listener, int serverPort)
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
                await server.ConnectAsync(IPAddress.Loopback, serverPort);
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
