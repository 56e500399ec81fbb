using System.Globalization;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>Which server, database and role a session is for, in words for messages; never the password.</summary>
internal sealed class SessionTarget
{
    public SessionTarget(CdcOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Server = builder.Host!.Contains(',') || builder.Host.StartsWith('/')
            ? builder.Host
            : string.Create(CultureInfo.InvariantCulture, $"{builder.Host}:{builder.Port}");
        Database = builder.Database!;
        Role = builder.Username ?? Environment.UserName;
        Slot = options.Slot;
        ConnectionString = CreateConnectionString(builder);
    }

    public string Server { get; }

    public string Database { get; }

    public string Role { get; }

    public string Slot { get; }

    /// <summary>The user's connection string as the client uses it: every connection is one of its own.</summary>
    public string ConnectionString { get; }

    private static string CreateConnectionString(NpgsqlConnectionStringBuilder builder)
    {
        builder.Pooling = false;
        builder.Enlist = false;
        builder.ApplicationName ??= "Sabot.Cdc";
        return builder.ConnectionString;
    }
}
