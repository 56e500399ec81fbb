using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using NpgsqlTypes;

namespace Sabot.Cdc;

/// <summary>Creates the slot; the server waits for every transaction that is open now, however long that takes.</summary>
internal static class SlotCreation
{
    private static readonly TimeSpan Warning = TimeSpan.FromSeconds(10);

    // The replication protocol has the option too, but Npgsql does not offer it.
    private const string CreateFailover =
        "SELECT lsn FROM pg_catalog.pg_create_logical_replication_slot($1, $2, false, false, true)";

    /// <summary>Changes committed after the position that is returned will be streamed.</summary>
    public static async Task<ulong> RunAsync(
        LogicalReplicationConnection connection,
        CdcOptions options,
        Preparation preparation,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var creating = options.FailoverSlot
                ? CreateFailoverAsync(options, preparation.Target, cancellationToken)
                : CreateAsync(connection, options, cancellationToken);
            while (await Task.WhenAny(creating, Task.Delay(Warning, CancellationToken.None))
                .ConfigureAwait(false) != creating)
            {
                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                if (preparation.Server.IsStandby)
                    Log.SlotCreationWaitsOnStandby(logger, options.Slot, seconds);
                else
                    Log.SlotCreationWaits(logger, options.Slot, seconds);
            }

            var created = await creating.ConfigureAwait(false);
            Log.SlotCreated(logger, options.Slot, created.ToString());
            return (ulong)created;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw ServerErrors.WhileStarting(e, preparation.Target);
        }
    }

    private static async Task<NpgsqlLogSequenceNumber> CreateAsync(
        LogicalReplicationConnection connection, CdcOptions options, CancellationToken cancellationToken)
    {
        connection.CommandTimeout = Timeout.InfiniteTimeSpan;
        var created = await connection
            .CreateLogicalReplicationSlot(
                SqlText.Identifier(options.Slot),
                PluginOptions.Plugin,
                options.TemporarySlot,
                LogicalSlotSnapshotInitMode.NoExport,
                cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return created.ConsistentPoint;
    }

    private static async Task<NpgsqlLogSequenceNumber> CreateFailoverAsync(
        CdcOptions options, SessionTarget target, CancellationToken cancellationToken)
    {
        var connection = await Preparation.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var command = new NpgsqlCommand(CreateFailover, connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = options.Slot }, new() { Value = PluginOptions.Plugin } },
        };
        await using var disposing = command.ConfigureAwait(false);
        return (NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
