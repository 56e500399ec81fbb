using System.Net;
using System.Net.Sockets;

namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>
/// Passes connections on to a server, until it is told to freeze: then those that are open stay open on both sides, and
/// nothing goes through them any more, as when a network dies. New ones pass.
/// </summary>
/// <remarks>What the proxy has not passed on waits in buffers of a few bytes, so that a writer soon notices.</remarks>
internal sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Socket> _sockets = [];
    private readonly int _port;
    private CancellationTokenSource _frozen = new();
    private CancellationTokenSource _deaf = new();
    private long _left = long.MaxValue;
    private int _connections;

    public FreezingProxy(int port)
    {
        _port = port;
        _listener.Server.ReceiveBufferSize = 1;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there have been.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public void Freeze() => Interlocked.Exchange(ref _frozen, new CancellationTokenSource()).Cancel();

    /// <summary>Freezes when the server has sent so many more bytes: in the middle of a message that is longer.</summary>
    public void FreezeAfter(int bytes) => Volatile.Write(ref _left, bytes);

    /// <summary>Reads nothing more of what the clients that are connected send; what the server sends still passes.</summary>
    public void StopReadingClients() => Interlocked.Exchange(ref _deaf, new CancellationTokenSource()).Cancel();

    /// <summary>Lets no further client in; those that are connected stay.</summary>
    public void Close() => _listener.Stop();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            var client = await _listener.AcceptSocketAsync(_ending.Token);
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await server.ConnectAsync(IPAddress.Loopback, _port, _ending.Token);
            lock (_sockets)
                _sockets.AddRange([client, server]);
            Interlocked.Increment(ref _connections);
            var (frozen, deaf) = (_frozen.Token, _deaf.Token);
            _ = PassAsync(client, server, fromServer: false, CancellationTokenSource.CreateLinkedTokenSource(frozen, deaf).Token);
            _ = PassAsync(server, client, fromServer: true, frozen);
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool fromServer, CancellationToken frozen)
    {
        var buffer = new byte[64 << 10];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, SocketFlags.None, frozen)) > 0)
                await to.SendAsync(buffer.AsMemory(0, fromServer ? Passing(count) : count), SocketFlags.None, frozen);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Frozen, or one side is gone.
        }
    }

    /// <summary>How many bytes of these pass; freezes behind them when those were the last.</summary>
    private int Passing(int count)
    {
        var left = Volatile.Read(ref _left);
        if (left == long.MaxValue)
            return count;
        var passing = (int)Math.Min(count, left);
        Volatile.Write(ref _left, left - passing);
        if (left == passing)
        {
            Volatile.Write(ref _left, long.MaxValue);
            Freeze();
        }

        return passing;
    }
}
