using System.Net;
using System.Net.Sockets;

namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>
/// Passes connections on to a server, until it is told to freeze: then those that are open stay open on both sides, and
/// nothing goes through them any more, as when a network dies. New ones pass.
/// </summary>
internal sealed class FreezingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Socket> _sockets = [];
    private readonly int _port;
    private CancellationTokenSource _frozen = new();

    public FreezingProxy(int port)
    {
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Freeze() => Interlocked.Exchange(ref _frozen, new CancellationTokenSource()).Cancel();

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
            var frozen = _frozen.Token;
            _ = PassAsync(client, server, frozen);
            _ = PassAsync(server, client, frozen);
        }
    }

    private static async Task PassAsync(Socket from, Socket to, CancellationToken frozen)
    {
        var buffer = new byte[64 << 10];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, SocketFlags.None, frozen)) > 0)
                await to.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, frozen);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Frozen, or one side is gone.
        }
    }
}
