using System.Globalization;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>Which server, database and role a session is for, in words for messages; never the password.</summary>
internal sealed class SessionTarget
{
    /// <param name="builder">The connection string with this one server; the target keeps it.</param>
    /// <param name="slot">The slot.</param>
    public SessionTarget(NpgsqlConnectionStringBuilder builder, string slot)
    {
        Server = builder.Host!.StartsWith('/')
            ? builder.Host
            : string.Create(CultureInfo.InvariantCulture, $"{builder.Host}:{builder.Port}");
        Database = builder.Database!;
        Role = builder.Username ?? Environment.UserName;
        Slot = slot;
        ConnectionString = CreateConnectionString(builder);
    }

    public string Server { get; }

    public string Database { get; }

    public string Role { get; }

    public string Slot { get; }

    /// <summary>The user's connection string as the client uses it: every connection is one of its own.</summary>
    public string ConnectionString { get; }

    private const int CancellationTimeout = 500;

    private static string CreateConnectionString(NpgsqlConnectionStringBuilder builder)
    {
        builder.Pooling = false;
        builder.Enlist = false;
        builder.ApplicationName ??= "Sabot.Cdc";
        // What is cancelled ends at once: waiting for a server's answer would take seconds when there is none.
        if (!builder.ShouldSerialize("Cancellation Timeout"))
            builder.CancellationTimeout = CancellationTimeout;
        return builder.ConnectionString;
    }
}
