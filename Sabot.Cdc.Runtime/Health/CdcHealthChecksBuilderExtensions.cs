using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>Adds the health check of a client.</summary>
public static class CdcHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that says whether the client streams, how much WAL its slot retains on the server, and which table
    /// holds it; docs/observability.md lists its states.
    /// </summary>
    /// <remarks>It opens a connection to the server each time it is asked.</remarks>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="client">The client's name; null for the one without.</param>
    /// <param name="configure">Sets limits; it comes after the section <c>Health</c> of the configuration.</param>
    /// <param name="name">The check's name; null for <c>sabot-cdc</c>, with a hyphen and the client's name behind it.
    /// </param>
    /// <param name="tags">Tags to select the check by.</param>
    public static IHealthChecksBuilder AddSabotCdc(
        this IHealthChecksBuilder builder,
        string? client = null,
        Action<CdcHealthOptions>? configure = null,
        string? name = null,
        params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        client ??= Microsoft.Extensions.Options.Options.DefaultName;
        if (configure is not null)
            builder.Services.Configure(client, configure);
        return builder.Add(new HealthCheckRegistration(
            name ?? (client.Length == 0 ? "sabot-cdc" : $"sabot-cdc-{client}"),
            services => new CdcHealthCheck(
                services.GetRequiredKeyedService<CdcClient>(client),
                services.GetRequiredKeyedService<HostedState>(client),
                services.GetRequiredService<IOptionsMonitor<CdcHealthOptions>>().Get(client)),
            failureStatus: null,
            tags));
    }
}
