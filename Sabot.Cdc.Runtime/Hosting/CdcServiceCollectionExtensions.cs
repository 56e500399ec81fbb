using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>Adds a client of a database's changes to an application.</summary>
/// <remarks>
/// <para>
/// The handlers that are added to it run as a hosted service: they begin with the host; when it stops, they finish what
/// has arrived, as long as the host's shutdown timeout allows, and that is acknowledged. All options are checked when
/// the host starts, and what is wrong is an <see cref="OptionsValidationException"/>.
/// </para>
/// <para>
/// The <see cref="CdcClient"/> is a service too (keyed by the name, if it has one), for streams besides the handlers:
/// ask it for them in the constructor of a hosted service, because they have to be known when the first handler starts.
/// </para>
/// </remarks>
public static class CdcServiceCollectionExtensions
{
    /// <summary>Adds the client.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">
    /// A section with the names of <see cref="CdcOptions"/> and <see cref="CdcHostingOptions"/>, in it a section
    /// <c>Handlers</c> with one for each table (<c>public.users</c>, or <c>*</c> for all) that has those of
    /// <see cref="CdcHandlerOptions"/>, and a section <c>Health</c> with those of <see cref="CdcHealthOptions"/>.
    /// Any other name is an error.
    /// </param>
    /// <returns>To add handlers to.</returns>
    public static CdcBuilder AddSabotCdc(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSabotCdc(Microsoft.Extensions.Options.Options.DefaultName, configuration);

    /// <summary>Adds a client under a name, for applications with several.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Its name, by which its options and its <see cref="CdcClient"/> are told apart.</param>
    /// <param name="configuration">Its section, as of the client without a name.</param>
    /// <returns>To add handlers to.</returns>
    public static CdcBuilder AddSabotCdc(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = Add(services, name);
        services.Configure<CdcOptions>(name, options => CdcSettings.Bind(configuration, options));
        services.Configure<CdcHostingOptions>(name, options => CdcSettings.Bind(configuration, options));
        services.Configure<CdcHealthOptions>(
            name, options => CdcSettings.Health.Bind(configuration.GetSection(CdcSettings.HealthSection), options));
        services.AddKeyedSingleton(name, new ClientConfiguration(configuration));
        return builder;
    }

    /// <summary>Adds the client with options from code alone.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the client's options.</param>
    /// <returns>To add handlers to.</returns>
    public static CdcBuilder AddSabotCdc(this IServiceCollection services, Action<CdcOptions> configure) =>
        services.AddSabotCdc(Microsoft.Extensions.Options.Options.DefaultName, configure);

    /// <summary>Adds a client under a name with options from code alone.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">Its name, by which its options and its <see cref="CdcClient"/> are told apart.</param>
    /// <param name="configure">Sets the client's options.</param>
    /// <returns>To add handlers to.</returns>
    public static CdcBuilder AddSabotCdc(
        this IServiceCollection services, string name, Action<CdcOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name).Configure(configure);
    }

    private static CdcBuilder Add(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        if (services.Any(service => service.ServiceType == typeof(HostedState) && name.Equals(service.ServiceKey)))
        {
            throw new InvalidOperationException(
                $"AddSabotCdc was called twice {(name.Length == 0 ? "without a name" : $"for {name}")}; call it once "
                + "and add all handlers to what it returns, or give the second client another name.");
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcOptions>, CdcOptionsValidator>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CdcHostingOptions>, CdcHostingOptionsValidator>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CdcHealthOptions>, CdcHealthOptionsValidator>());
        services.AddOptions<CdcOptions>(name).ValidateOnStart();
        services.AddOptions<CdcHostingOptions>(name).ValidateOnStart();
        services.AddOptions<CdcHealthOptions>(name).ValidateOnStart();
        services.AddKeyedSingleton<HostedState>(name, static (_, _) => new HostedState());
        services.AddKeyedSingleton<CdcClient>(name, static (services, key) => new CdcClient(
            services.GetRequiredService<IOptionsMonitor<CdcOptions>>().Get((string)key!),
            services.GetService<ILogger<CdcClient>>()));
        if (name.Length == 0)
            services.AddSingleton(static services => services.GetRequiredKeyedService<CdcClient>(""));
        services.AddSingleton<IHostedService>(services => HandlerHost.Create(services, name));
        return new CdcBuilder(services, name);
    }
}
