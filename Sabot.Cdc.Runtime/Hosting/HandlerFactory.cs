using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>Makes the runs of the handlers that were added to a client.</summary>
internal static class HandlerFactory
{
    /// <exception cref="OptionsValidationException">
    /// A handler's options are wrong, there are options for a table without a handler, or the client is one whose
    /// changes somebody else is to acknowledge.
    /// </exception>
    internal static List<(HandlerRun Run, string Table)> Create(
        IServiceProvider services, string name, CdcClient client, ILogger logger)
    {
        var registrations = services.GetServices<HandlerRegistration>()
            .Where(handler => handler.Client == name)
            .ToList();
        if (registrations.Count > 0 && client.IsAcknowledgedManually)
        {
            throw new OptionsValidationException(
                name,
                typeof(CdcOptions),
                ["Acknowledgement is Manual, and a change is acknowledged when its handler has returned; set it to "
                    + "Automatic, or enumerate the streams of the CdcClient without handlers"]);
        }

        var configuration = services.GetKeyedService<ClientConfiguration>(name);
        if (configuration is not null)
        {
            CdcSettings.CheckTables(
                configuration.Section, [.. registrations.Select(handler => handler.Table.QualifiedName)]);
        }

        return registrations.ConvertAll(registration =>
        {
            var table = registration.Table.QualifiedName;
            var (invoker, handler) = registration.Create(services);
            var options = new CdcHandlerOptions();
            if (configuration is not null)
                CdcSettings.Bind(configuration.Section, table, options);
            registration.Configure?.Invoke(options);
            HandlerOptionsCheck.ThrowIfInvalid(options, handler, table);
            return (Create(client, invoker, handler, options, logger), table);
        });
    }

    private static HandlerRun Create(
        CdcClient client, ChangeInvoker invoker, string handler, CdcHandlerOptions options, ILogger logger)
    {
        var table = invoker.Table.QualifiedName;
        var telemetry = new HandlerTelemetry(Tags.OfStream(client.Tags, table, handler), table);
        var parker = options is { OnFailure: CdcFailureAction.Park, ParkFolder: { } folder }
            ? new ChangeParker(folder, client.Slot, table, handler)
            : null;
        var policy = new FailurePolicy(handler, invoker, options, parker, telemetry, logger);
        return new HandlerRun(client.Subscribe(invoker.Table, handler), invoker, options, policy, telemetry);
    }
}
