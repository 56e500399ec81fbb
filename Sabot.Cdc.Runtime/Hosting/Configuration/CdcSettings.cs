using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>What a configuration section for <c>AddSabotCdc</c> may hold.</summary>
internal static class CdcSettings
{
    internal const string HandlersSection = "Handlers";
    internal const string HealthSection = "Health";
    internal const string EveryTable = "*";

    internal static SettingNames<CdcOptions> Client { get; } = new()
    {
        { nameof(CdcOptions.ConnectionString), (options, value) => options.ConnectionString = value.Text },
        { nameof(CdcOptions.Slot), (options, value) => options.Slot = value.Text },
        { nameof(CdcOptions.Publication), (options, value) => options.Publication = value.TextOrNull },
        { nameof(CdcOptions.CreateSlot), (options, value) => options.CreateSlot = value.Boolean },
        { nameof(CdcOptions.FailoverSlot), (options, value) => options.FailoverSlot = value.Boolean },
        { nameof(CdcOptions.TemporarySlot), (options, value) => options.TemporarySlot = value.Boolean },
        { nameof(CdcOptions.MaxBatchRows), (options, value) => options.MaxBatchRows = value.Int32 },
        { nameof(CdcOptions.MaxBatchBytes), (options, value) => options.MaxBatchBytes = value.Int32 },
        { nameof(CdcOptions.CoalesceInterval), (options, value) => options.CoalesceInterval = value.Time },
        { nameof(CdcOptions.QueueCapacity), (options, value) => options.QueueCapacity = value.Int32 },
        { nameof(CdcOptions.Streaming), (options, value) => options.Streaming = value.Boolean },
        { nameof(CdcOptions.SpillFolder), (options, value) => options.SpillFolder = value.TextOrNull },
        { nameof(CdcOptions.StatusInterval), (options, value) => options.StatusInterval = value.TimeOrNull },
        { nameof(CdcOptions.StallTimeout), (options, value) => options.StallTimeout = value.Time },
        { nameof(CdcOptions.ReconnectAttempts), (options, value) => options.ReconnectAttempts = value.Int32OrForever },
        { nameof(CdcOptions.ReconnectDelay), (options, value) => options.ReconnectDelay = value.Time },
        { nameof(CdcOptions.MaxReconnectDelay), (options, value) => options.MaxReconnectDelay = value.Time },
        { nameof(CdcOptions.WaitForServer), (options, value) => options.WaitForServer = value.Time },
        { nameof(CdcOptions.SchemaDrift), (options, value) => options.SchemaDrift = value.Choice<CdcDriftPolicy>() },
        {
            nameof(CdcOptions.Acknowledgement),
            (options, value) => options.Acknowledgement = value.Choice<CdcAcknowledgement>()
        },
    };

    internal static SettingNames<CdcHostingOptions> Hosting { get; } = new()
    {
        { nameof(CdcHostingOptions.StopHostOnFailure), (options, value) => options.StopHostOnFailure = value.Boolean },
        { nameof(CdcHostingOptions.SlotCheckInterval), (options, value) => options.SlotCheckInterval = value.Time },
    };

    internal static SettingNames<CdcHealthOptions> Health { get; } = new()
    {
        { nameof(CdcHealthOptions.DegradedBytes), (options, value) => options.DegradedBytes = value.Int64 },
        { nameof(CdcHealthOptions.UnhealthyBytes), (options, value) => options.UnhealthyBytes = value.Int64 },
        { nameof(CdcHealthOptions.DegradedLag), (options, value) => options.DegradedLag = value.Time },
        { nameof(CdcHealthOptions.UnhealthyLag), (options, value) => options.UnhealthyLag = value.Time },
        { nameof(CdcHealthOptions.ReconnectGrace), (options, value) => options.ReconnectGrace = value.Time },
        { nameof(CdcHealthOptions.ServerTimeout), (options, value) => options.ServerTimeout = value.Time },
    };

    internal static SettingNames<CdcHandlerOptions> Handler { get; } = new()
    {
        { nameof(CdcHandlerOptions.Parallelism), (options, value) => options.Parallelism = value.Int32 },
        { nameof(CdcHandlerOptions.RetryAttempts), (options, value) => options.RetryAttempts = value.Int32OrForever },
        { nameof(CdcHandlerOptions.RetryDelay), (options, value) => options.RetryDelay = value.Time },
        { nameof(CdcHandlerOptions.MaxRetryDelay), (options, value) => options.MaxRetryDelay = value.Time },
        {
            nameof(CdcHandlerOptions.OnFailure),
            (options, value) => options.OnFailure = value.Choice<CdcFailureAction>()
        },
        { nameof(CdcHandlerOptions.ParkFolder), (options, value) => options.ParkFolder = value.TextOrNull },
    };

    /// <summary>Sets the client's options from its section, in which the others have their places too.</summary>
    internal static void Bind(IConfiguration section, CdcOptions options)
    {
        if (section is IConfigurationSection { Path: var path } named && !named.Exists())
        {
            throw new OptionsValidationException(
                nameof(CdcOptions),
                typeof(CdcOptions),
                [$"Configuration section {path} is missing; AddSabotCdc takes its settings from there"]);
        }

        Client.Bind(section, options, [.. Hosting, HandlersSection, HealthSection]);
    }

    /// <summary>Sets the host's options from the client's section.</summary>
    internal static void Bind(IConfiguration section, CdcHostingOptions options) =>
        Hosting.Bind(section, options, [.. Client, HandlersSection, HealthSection]);

    /// <summary>Sets a handler's options from the places for every table and for its own.</summary>
    internal static void Bind(IConfiguration section, string table, CdcHandlerOptions options)
    {
        var handlers = section.GetSection(HandlersSection);
        Handler.Bind(handlers.GetSection(EveryTable), options);
        Handler.Bind(handlers.GetSection(table), options);
    }

    /// <summary>Refuses options of tables that no handler is for.</summary>
    /// <exception cref="OptionsValidationException">There are such.</exception>
    internal static void CheckTables(IConfiguration section, IReadOnlyCollection<string> tables)
    {
        var failures = section.GetSection(HandlersSection).GetChildren()
            .Where(child => child.Key != EveryTable && !tables.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is for a table without a handler.{Suggestion.ForOrAll(child.Key, tables)}")
            .ToArray();
        if (failures.Length > 0)
            throw new OptionsValidationException(nameof(CdcHandlerOptions), typeof(CdcHandlerOptions), failures);
    }
}
