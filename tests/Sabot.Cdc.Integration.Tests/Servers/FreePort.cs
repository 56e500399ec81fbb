using System.Net;
using System.Net.Sockets;

namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>Finds TCP ports of 127.0.0.1 for servers.</summary>
internal static class FreePort
{
    /// <summary>A port below the ephemeral range (so that no outgoing connection takes it) that can be bound right now.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(20000, 32000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another one.
            }
        }
    }
}
