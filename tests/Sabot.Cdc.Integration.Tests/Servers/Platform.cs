using System.Runtime.Versioning;

// Servers are started with unix users, sockets and signals.
[assembly: UnsupportedOSPlatform("windows")]
