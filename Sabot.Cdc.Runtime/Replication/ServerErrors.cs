using System.Net.Sockets;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>Turns what Npgsql throws into the typed exception that says what to change.</summary>
internal static class ServerErrors
{
    /// <summary>While connecting.</summary>
    public static CdcException WhileConnecting(Exception exception, SessionTarget target) => exception switch
    {
        CdcException known => known,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } e => new CdcConnectionException(
            $"The server at {target.Server} refused the password of role {target.Role}; correct Username and Password "
                + "in ConnectionString.", e, isTransient: false),
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } e
            => new CdcConnectionException(
            $"The server at {target.Server} did not let role {target.Role} in ({e.MessageText}); correct Username in "
                + "ConnectionString or the server's pg_hba.conf.", e, isTransient: false),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => new CdcConnectionException(
            $"Database {target.Database} does not exist at {target.Server}; correct Database in ConnectionString.", e,
            isTransient: false),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } e when Mentions(e, "max_wal_senders")
            => ServerRequirements.NoWalSender(null, e),
        PostgresException e => new CdcConnectionException(
            $"The server at {target.Server} refused the connection: {e.MessageText} (SQLSTATE {e.SqlState}).", e,
            isTransient: e.IsTransient || IsShutdown(e.SqlState)),
        _ => new CdcConnectionException(
            $"Could not connect to {target.Server}: {Reason(exception)}",
            "check Host and Port in ConnectionString and that the server runs",
            exception,
            isTransient: IsOfNetwork(exception)),
    };

    /// <summary>While a slot is created or a stream started.</summary>
    public static CdcException WhileStarting(Exception exception, SessionTarget target) => exception switch
    {
        CdcException known => known,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedFile } e when Mentions(e, PluginOptions.Plugin)
            => new CdcServerException(
            $"The server has no output plugin {PluginOptions.Plugin} ({e.MessageText}); install it on the server "
            + "(make install in its extension folder, or its package).", e),
        // The setting's name is the one part of the refusal that is not translated.
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e
            when Mentions(e, "output_plugin_libraries") => new CdcServerException(
            $"The server does not allow output plugin {PluginOptions.Plugin}; add it to output_plugin_libraries "
                + "in postgresql.conf "
            + $"(output_plugin_libraries = 'pgoutput, {PluginOptions.Plugin}') and run SELECT pg_reload_conf().", e),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e => new CdcServerException(
            $"Role {target.Role} may not replicate ({e.MessageText}); run ALTER ROLE "
                + $"{SqlText.Identifier(target.Role)} REPLICATION as a superuser.", e),
        PostgresException { SqlState: PostgresErrorCodes.ObjectInUse } e => SlotErrors.InUse(target.Slot, null, e),
        PostgresException { SqlState: PostgresErrorCodes.DuplicateObject } e => new CdcSlotException(
            CdcSlotProblem.InUse,
            $"Replication slot {target.Slot} was created by somebody else at the same time; start again to use it.", e),
        PostgresException { SqlState: PostgresErrorCodes.ConfigurationLimitExceeded } e
            => ServerRequirements.NoFreeSlot(null, e),
        _ => WhileStreaming(exception, target),
    };

    /// <summary>At any time after the connection was made.</summary>
    public static CdcException WhileStreaming(Exception exception, SessionTarget target) => exception switch
    {
        CdcException known => known,
        PostgresException e when IsShutdown(e.SqlState) => new CdcConnectionException(
            $"The server at {target.Server} ended the connection: {e.MessageText}",
            "start again when it is back",
            e,
            isTransient: e.SqlState != PostgresErrorCodes.DatabaseDropped),
        // A standby gives up the slot: the next look at it says why.
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure } e => new CdcConnectionException(
            $"The server at {target.Server} ended the stream of slot {target.Slot}: {e.MessageText}",
            "start again",
            e),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedFile } e
            => SlotErrors.WalRemoved(target.Slot, e.MessageText, e),
        PostgresException { SqlState: PostgresErrorCodes.ObjectNotInPrerequisiteState } e
            => NotReady(e, target),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedObject } e => new CdcServerException(
            $"The server refused to stream from slot {target.Slot}: {e.MessageText}; a publication must be older than "
                + "the slot's position: "
            + "create it and then a new slot.", e),
        PostgresException e => new CdcServerException(
            $"The server stopped streaming from slot {target.Slot}: {e.MessageText} (SQLSTATE "
                + $"{e.SqlState}){Hint(e)}.", e),
        NpgsqlException when EndsStream(exception) => new CdcConnectionException(
            $"The server at {target.Server} shut down",
            "start again when it is back to resume at the last acknowledged position",
            exception),
        _ => new CdcConnectionException(
            $"The connection to {target.Server} was lost: {Reason(exception)}",
            "start again to resume at the last acknowledged position",
            exception),
    };

    // The setting's name is the one part of the refusal that is not translated.
    private static CdcException NotReady(PostgresException e, SessionTarget target)
        => Mentions(e, "wal_level")
            ? new CdcServerException(
                $"The standby at {target.Server} cannot decode: {e.MessageText}; run ALTER SYSTEM SET wal_level = "
                + "'logical' on its primary and restart that.", e)
            : SlotErrors.Invalidated(
                target.Slot, $"{e.MessageText}{(e.Detail is { } detail ? $" ({detail.TrimEnd('.')})" : "")}", e);

    // What is none of those three is a setting: a certificate that is not trusted, a password that is missing.
    private static bool IsOfNetwork(Exception e)
        => e is NpgsqlException { IsTransient: true } or SocketException or IOException or TimeoutException;

    private static bool Mentions(PostgresException e, string setting)
        => e.MessageText.Contains(setting, StringComparison.Ordinal)
            || e.Hint?.Contains(setting, StringComparison.Ordinal) == true;

    // Class 57: operator intervention; 57014, a cancelled query, is one of somebody else's.
    private static bool IsShutdown(string sqlState) => sqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>Whether a server that shuts down has ended the stream, having got and sent everything.</summary>
    // It ends the copy with CommandComplete, which Npgsql does not expect.
    public static bool EndsStream(Exception e) => e is NpgsqlException { InnerException: null }
        && e.Message.Contains("CommandComplete", StringComparison.Ordinal);

    private static string Hint(PostgresException e) => e.Hint is { Length: > 0 } hint ? "; " + hint.TrimEnd('.') : "";

    // The innermost message says it best: "Connection refused" rather than "Failed to connect to …".
    private static string Reason(Exception exception)
    {
        var reason = exception;
        while (reason.InnerException is { } inner)
            reason = inner;
        var best = reason is SocketException or TimeoutException or IOException ? reason : exception;
        return best.Message.TrimEnd('.');
    }
}
