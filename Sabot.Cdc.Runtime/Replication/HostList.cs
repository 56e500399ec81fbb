using System.Globalization;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>
/// The servers that a connection string names, one target each. Npgsql's own choice among hosts is made for pools, and
/// a session needs all its connections on one server.
/// </summary>
internal sealed class HostList
{
    private HostList(IReadOnlyList<SessionTarget> targets, HostRole role)
    {
        Targets = targets;
        Role = role;
    }

    public IReadOnlyList<SessionTarget> Targets { get; }

    public HostRole Role { get; }

    /// <summary>Reads the hosts, each with a port of its own (<c>a:5432</c>) or the common one.</summary>
    public static HostList Of(CdcOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var role = ParseRole(builder.TargetSessionAttributes) ?? HostRole.Any;
        // While a standby is being promoted, it has the slot and cannot be streamed from yet.
        if (role == HostRole.Any && options.FailoverSlot)
            role = HostRole.Primary;
        var targets = builder.Host!
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(host => Target(host, options))
            .ToArray();
        return new HostList(targets, role);
    }

    /// <summary>The role that a text asks for; null when it is none.</summary>
    public static HostRole? ParseRole(string? text) => text?.ToLowerInvariant() switch
    {
        null or "any" => HostRole.Any,
        "primary" or "read-write" => HostRole.Primary,
        "standby" or "read-only" => HostRole.Standby,
        "prefer-primary" => HostRole.PreferPrimary,
        "prefer-standby" => HostRole.PreferStandby,
        _ => null,
    };

    private static SessionTarget Target(string host, CdcOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            TargetSessionAttributes = null,
            LoadBalanceHosts = false,
        };
        var colon = host.LastIndexOf(':');
        // A name of one colon, or an address in brackets, has a port behind it; a folder of sockets never.
        if (colon > 0 && !host.StartsWith('/') && (host.IndexOf(':') == colon || host[colon - 1] == ']')
            && int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            (host, builder.Port) = (host[..colon], port);
        builder.Host = host.Trim('[', ']');
        return new SessionTarget(builder, options.Slot);
    }
}
