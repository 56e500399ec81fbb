using Npgsql;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Terminal;

namespace Sabot.Cdc.Tool.Slots;

/// <summary>Creates and drops slots.</summary>
internal static class SlotSource
{
    private const int Version17 = 170000;

    /// <summary>Creates a slot of wal2arrow; waits for the transactions that are open, as the server does.</summary>
    /// <returns>Its position: it has every transaction that commits after this.</returns>
    public static async Task<ulong> CreateAsync(
        NpgsqlConnection connection, string name, bool isFailover, ToolConsole console, CancellationToken cancellationToken)
    {
        if (isFailover && SlotReader.VersionOf(connection) < Version17)
            throw new ToolException($"Failover slots came with PostgreSQL 17, and this server runs {connection.PostgreSqlVersion}; leave out --failover.");

        await using var command = new NpgsqlCommand(
            isFailover
                ? "SELECT lsn FROM pg_create_logical_replication_slot($1, $2, failover => true)"
                : "SELECT lsn FROM pg_create_logical_replication_slot($1, $2)",
            connection)
        {
            Parameters = { new() { Value = name }, new() { Value = PluginOptions.Plugin } },
            CommandTimeout = 0,
        };
        // The server may wait for long, and a limit of the role's for its queries is not meant for that.
        await using var unlimited = new NpgsqlCommand("SET statement_timeout = 0", connection);
        try
        {
            await unlimited.ExecuteNonQueryAsync(cancellationToken);
            using var progress = new Progress(console, $"Creating slot {name}: the server waits for the transactions that are open now. Ctrl+C gives up.");
            return (ulong)(NpgsqlTypes.NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException refused) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(Explain(refused, name, connection));
        }
    }

    public static async Task DropAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_drop_replication_slot($1)", connection) { Parameters = { new() { Value = name } } };
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException refused) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(Explain(refused, name, connection));
        }
    }

    /// <summary>Why this slot cannot be dropped now; null if it can.</summary>
    public static string? RefusalToDrop(Slot slot) => slot.ActivePid is not null
        ? $"Slot {slot.Name} is in use by {slot.User}; stop that client first, or end it with SELECT pg_terminate_backend({slot.ActivePid})."
        : null;

    private static string Explain(PostgresException refused, string name, NpgsqlConnection connection) => refused.SqlState switch
    {
        PostgresErrorCodes.DuplicateObject => $"Slot {name} exists already; use it, or give the new one another name.",
        PostgresErrorCodes.UndefinedObject => $"Slot {name} does not exist any more; somebody else has dropped it.",
        PostgresErrorCodes.ObjectInUse => $"Slot {name} is in use ({refused.MessageText}); stop its client first.",
        PostgresErrorCodes.ObjectNotInPrerequisiteState =>
            $"The server cannot do this as it is set: {refused.MessageText}; dotnet sabot-cdc doctor says what to change.",
        _ => ServerErrors.WhileStarting(
            refused, new SessionTarget(new NpgsqlConnectionStringBuilder(connection.ConnectionString), name)).Message,
    };
}
