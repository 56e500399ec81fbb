using System.Net.Sockets;

namespace Sabot.Cdc.Faults.Network;

/// <summary>One connection through the proxy: two sockets, and what comes in at one goes out at the other.</summary>
internal sealed class ProxiedConnection(FaultyProxy proxy, Socket client, Socket server, int seed)
{
    private readonly Random _random = new(seed);
    private readonly CancellationTokenSource _swallowing = new();
    private long _untilCut = long.MaxValue;

    public bool Ended { get; private set; }

    public void Start()
    {
        client.NoDelay = server.NoDelay = true;
        _ = PassAsync(server, client, fromServer: true);
        _ = PassAsync(client, server, fromServer: false);
    }

    /// <summary>Both sides are told that it ends.</summary>
    public void Drop()
    {
        Ended = true;
        client.Dispose();
        server.Dispose();
    }

    /// <summary>Both sides are told that something went wrong.</summary>
    public void Reset()
    {
        Ended = true;
        Reset(client);
        Reset(server);
    }

    /// <summary>Resets after so many more bytes of the server: within a message as often as not.</summary>
    public void CutAfter(int bytes) => Volatile.Write(ref _untilCut, bytes);

    /// <summary>The client is told that the server will send nothing more, and may go on sending.</summary>
    public void HalfCloseToClient() => HalfClose(client);

    /// <summary>The server is told that the client will send nothing more, and may go on sending.</summary>
    public void HalfCloseToServer() => HalfClose(server);

    /// <summary>Nothing passes any more, and nobody is told.</summary>
    public void Swallow() => _swallowing.Cancel();

    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It had ended before.
        }

        socket.Dispose();
    }

    private static void HalfClose(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It had ended before.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool fromServer)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, SocketFlags.None, _swallowing.Token);
                if (count == 0)
                {
                    HalfClose(to);
                    return;
                }

                if (!await PassAsync(buffer.AsMemory(0, count), to, fromServer))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // A black hole: the sockets stay open, and nobody reads them.
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset();
        }
    }

    private async Task<bool> PassAsync(ReadOnlyMemory<byte> bytes, Socket to, bool fromServer)
    {
        while (bytes.Length > 0)
        {
            var piece = bytes.Length;
            if (proxy.MaxPiece is > 0 and var most)
                piece = Math.Min(piece, Random(most) + 1);
            if (proxy.MaxDelay > TimeSpan.Zero)
                await Task.Delay(Random((int)proxy.MaxDelay.TotalMilliseconds + 1), _swallowing.Token);
            if (fromServer && Volatile.Read(ref _untilCut) is var left && left != long.MaxValue)
            {
                piece = (int)Math.Min(piece, left);
                Volatile.Write(ref _untilCut, left - piece);
            }

            for (var sent = 0; sent < piece;)
                sent += await to.SendAsync(bytes[sent..piece], SocketFlags.None, _swallowing.Token);
            bytes = bytes[piece..];
            if (fromServer && Volatile.Read(ref _untilCut) <= 0)
            {
                Reset();
                return false;
            }
        }

        return true;
    }

    private int Random(int below)
    {
        lock (_random)
            return _random.Next(below);
    }
}
