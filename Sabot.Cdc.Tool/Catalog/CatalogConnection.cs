using System.Net.Sockets;
using Npgsql;
using Sabot.Cdc.Tool.Commands;

namespace Sabot.Cdc.Tool.Catalog;

/// <summary>Opens the connection that the catalog is read through.</summary>
internal static class CatalogConnection
{
    private const string Form = "it is written as Host=…;Database=…;Username=…;Password=…";

    /// <summary>Connects with the user's connection string.</summary>
    /// <exception cref="ToolException">
    /// The string or the server does not let us. The message never holds any part of the string but host, port, database
    /// and user, since each of the others could be the password.
    /// </exception>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = Parse(connectionString);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await connection.DisposeAsync();
            throw new ToolException(Explain(error, settings));
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        if (connectionString.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || connectionString.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            throw new ToolException($"The connection string is a URI, which Npgsql does not read; {Form}.", ExitCode.WrongUsage);
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            throw new ToolException($"The connection string cannot be read; {Form}, with quotes around a value that holds a semicolon.", ExitCode.WrongUsage);
        }

        if (string.IsNullOrWhiteSpace(settings.Host))
            throw new ToolException($"The connection string names no host; {Form}.", ExitCode.WrongUsage);

        settings.ApplicationName ??= "sabot-cdc";
        settings.Pooling = false;
        return settings;
    }

    private static string Explain(Exception error, NpgsqlConnectionStringBuilder settings) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
            $"The server at {Address(settings)} refuses the password of user {settings.Username}; correct Username or Password in the connection string.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"The server at {Address(settings)} has no database {settings.Database ?? settings.Username}; correct Database in the connection string.",
        PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported } refused =>
            $"Database {settings.Database} cannot be used: {refused.MessageText}; dump it and restore it into one of encoding UTF8.",
        PostgresException refused =>
            $"The server at {Address(settings)} refuses the connection: {refused.MessageText} (SQLSTATE {refused.SqlState}).",
        NpgsqlException { InnerException: SocketException socket } =>
            $"No server can be reached at {Address(settings)} ({socket.Message}); check Host and Port, and that PostgreSQL runs and listens there.",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            $"The server at {Address(settings)} did not answer within {settings.Timeout} s; check Host and Port, and that PostgreSQL runs and listens there.",
        SocketException socket =>
            $"Host {settings.Host} cannot be reached ({socket.Message}); check Host in the connection string.",
        NpgsqlException when string.IsNullOrEmpty(settings.Password) =>
            $"The server at {Address(settings)} does not let user {settings.Username} in without a password; add Password to the connection string.",
        _ => $"The connection to {Address(settings)} failed: {error.Message.TrimEnd('.')}.",
    };

    private static string Address(NpgsqlConnectionStringBuilder settings) => $"{settings.Host}:{settings.Port}";
}
