using Npgsql;

namespace Sabot.Cdc;

/// <summary>Finds the server to stream from among those of the connection string, at each connection anew.</summary>
internal static class HostSearch
{
    /// <summary>Connects to the first server that can be reached and has the role asked for.</summary>
    /// <exception cref="CdcConnectionException">There is none.</exception>
    public static async Task<(NpgsqlConnection Connection, SessionTarget Target, ServerFacts Server)> FindAsync(
        CdcOptions options, CancellationToken cancellationToken)
    {
        var hosts = HostList.Of(options);
        List<CdcConnectionException> refusals = [];
        foreach (var role in Passes(hosts.Role))
        {
            refusals.Clear();
            foreach (var target in hosts.Targets)
            {
                try
                {
                    return await ConnectAsync(target, role, options, cancellationToken).ConfigureAwait(false);
                }
                catch (CdcConnectionException e)
                {
                    refusals.Add(e);
                }
            }
        }

        throw refusals is [var only] ? only : new CdcConnectionException(
            $"None of the servers can be streamed from: {string.Join("; ", refusals.Select(refusal => refusal.Reason))}",
            "check Host and Target Session Attributes in ConnectionString, and that one of the servers is what is asked for",
            new AggregateException(refusals),
            refusals.Exists(refusal => refusal.IsTransient));
    }

    private static HostRole[] Passes(HostRole role) => role switch
    {
        HostRole.PreferPrimary => [HostRole.Primary, HostRole.Any],
        HostRole.PreferStandby => [HostRole.Standby, HostRole.Any],
        _ => [role],
    };

    private static async Task<(NpgsqlConnection Connection, SessionTarget Target, ServerFacts Server)> ConnectAsync(
        SessionTarget target, HostRole role, CdcOptions options, CancellationToken cancellationToken)
    {
        var connection = await Preparation.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        try
        {
            var server = await ServerFacts.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            if (role == HostRole.Primary && server.IsStandby)
                throw WrongRole(target, "a standby", "primary", options);
            if (role == HostRole.Standby && !server.IsStandby)
                throw WrongRole(target, "a primary", "standby", options);
            return (connection, target, server);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (e is NpgsqlException)
                throw ServerErrors.WhileStreaming(e, target);
            throw;
        }
    }

    // Roles change: in a moment it may be what is asked for.
    private static CdcConnectionException WrongRole(
        SessionTarget target, string role, string wanted, CdcOptions options) => new(
        $"The server at {target.Server} is {role}",
        options.FailoverSlot && wanted == "primary"
            ? "FailoverSlot asks for a primary: name it, or all servers, in Host of ConnectionString"
            : $"Target Session Attributes in ConnectionString asks for a {wanted}");
}
