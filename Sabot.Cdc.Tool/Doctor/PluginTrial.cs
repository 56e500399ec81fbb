using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.Internal;

namespace Sabot.Cdc.Tool.Doctor;

/// <summary>How the attempt to use the plugin ended.</summary>
internal enum PluginTrialOutcome
{
    /// <summary>Not tried: something that other checks report makes it fail for sure.</summary>
    NotTried,

    /// <summary>A slot was created.</summary>
    Works,

    /// <summary>The plugin was loaded, and the server then waited for open transactions.</summary>
    Waits,

    /// <summary>The server has no such library.</summary>
    Missing,

    /// <summary>The server does not allow it: output_plugin_libraries.</summary>
    NotAllowed,

    /// <summary>The role cannot open a replication connection: pg_hba.conf.</summary>
    NoConnection,

    /// <summary>Something else; the message says what.</summary>
    Failed,
}

/// <summary>
/// Finds out whether the plugin can be used by using it: creates a temporary slot on a replication connection and
/// drops it. There is no other way for a role that is no superuser to learn whether the library exists and is allowed.
/// </summary>
/// <remarks>The server loads the plugin before it waits for open transactions, so a short wait says enough.</remarks>
internal sealed record PluginTrial(PluginTrialOutcome Outcome, string Message = "")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<PluginTrial> RunAsync(string connectionString, ServerExamination server, CancellationToken cancellationToken)
    {
        var isHopeless = !server.MayReplicate || server.Settings["wal_level"].Value != "logical"
            || server.Slots.Count >= server.MaxSlots || server.UsedWalSenders >= server.MaxWalSenders
            || (server.IsStandby && server.VersionNumber < ServerChecks.FirstWithStandbyDecoding);
        if (isHopeless)
            return new PluginTrial(PluginTrialOutcome.NotTried);

        await using var replication = new LogicalReplicationConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await replication.Open(cancellationToken);
        }
        catch (NpgsqlException refused)
        {
            return new PluginTrial(PluginTrialOutcome.NoConnection, (refused as PostgresException)?.MessageText ?? refused.Message);
        }

        impatience.CancelAfter(Patience);
        var slot = $"sabot_cdc_doctor_{Guid.NewGuid():N}";
        try
        {
            await replication.CreateLogicalReplicationSlot(
                slot, PluginOptions.Plugin, isTemporary: true, LogicalSlotSnapshotInitMode.NoExport, cancellationToken: impatience.Token);
            // It would end with the connection, but somewhat later.
            await replication.DropReplicationSlot(slot, cancellationToken: cancellationToken);
            return new PluginTrial(PluginTrialOutcome.Works);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PluginTrial(PluginTrialOutcome.Waits);
        }
        catch (PostgresException refused)
        {
            return new PluginTrial(OutcomeOf(refused), refused.MessageText);
        }
    }

    private static PluginTrialOutcome OutcomeOf(PostgresException refused) => refused switch
    {
        { SqlState: PostgresErrorCodes.QueryCanceled } => PluginTrialOutcome.Waits,
        { SqlState: PostgresErrorCodes.UndefinedFile } => PluginTrialOutcome.Missing,
        // The setting's name is the one part of the refusal that is not translated.
        { SqlState: PostgresErrorCodes.InsufficientPrivilege }
            when (refused.MessageText + refused.Hint).Contains("output_plugin_libraries", StringComparison.Ordinal) => PluginTrialOutcome.NotAllowed,
        _ => PluginTrialOutcome.Failed,
    };
}
