using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sabot.Cdc;

/// <summary>What has to be known and done on an ordinary connection before replication can start.</summary>
internal sealed record Preparation(
    SessionTarget Target, ServerFacts Server, TimeSpan StatusInterval, SlotState? Slot)
{
    /// <summary>
    /// Checks server, role, tables, publication and slot, in this order; creates the publication when it is missing.
    /// </summary>
    // The publication comes before the slot: the plugin looks it up in the catalog as of the slot's position.
    public static async Task<Preparation> RunAsync(
        CdcOptions options,
        SubscribedTables tables,
        SlotHistory history,
        ResumePoint resume,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var (connection, target, server) = await HostSearch.FindAsync(options, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        try
        {
            ServerRequirements.Check(server);
            var statusInterval = ServerRequirements.StatusInterval(options, server);
            await TableRequirements
                .CheckAsync(connection, server, options.Publication, tables.Named, cancellationToken)
                .ConfigureAwait(false);
            var slot = await new SlotCheck(connection, options, server, history, resume, logger)
                .RunAsync(cancellationToken)
                .ConfigureAwait(false);
            if (options.FailoverSlot && slot is not { IsFailover: true })
                ServerRequirements.CheckFailover(server);
            if (slot is null)
                ServerRequirements.CheckFreeSlot(server);
            if (options.Publication is { } publication)
            {
                await PublicationSetup
                    .EnsureAsync(connection, server, publication, tables, logger, cancellationToken)
                    .ConfigureAwait(false);
            }

            return new Preparation(target, server, statusInterval, slot);
        }
        catch (NpgsqlException e)
        {
            throw ServerErrors.WhileStreaming(e, target);
        }
    }

    public static async Task<NpgsqlConnection> ConnectAsync(SessionTarget target, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(target.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw ServerErrors.WhileConnecting(e, target);
        }
    }
}
