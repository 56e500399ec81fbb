using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sabot.Cdc;

/// <summary>Adds to a client what is to happen with its changes.</summary>
public sealed class CdcBuilder
{
    internal CdcBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The services that the client is one of.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The client's name, which is the key of its <see cref="CdcClient"/>; empty for the first.</summary>
    public string Name { get; }

    /// <summary>
    /// Has the changes of a table handled while the host runs, by one object of <typeparamref name="THandler"/>, which
    /// is added as a singleton unless it is a service already.
    /// </summary>
    /// <remarks>
    /// A table may have several handlers: each gets all changes. A class may handle several tables, and then one object
    /// of it does.
    /// </remarks>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TChange">The generated change struct of the table.</typeparam>
    /// <param name="configure">Sets options; it comes after the configuration section and so has the last word.</param>
    public CdcBuilder AddHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TChange>(
        Action<CdcHandlerOptions>? configure = null)
        where THandler : class, ICdcHandler<TChange>
        where TChange : struct, ICdcChange<TChange>
    {
        Services.TryAddSingleton<THandler>();
        return Add<TChange>(static services => services.GetRequiredService<THandler>(), configure);
    }

    /// <summary>
    /// Has the changes of a table handled by what a function makes at the start: the table follows from the handler
    /// that it returns.
    /// </summary>
    /// <typeparam name="TChange">The generated change struct of the table.</typeparam>
    /// <param name="create">Makes the handler, or finds it; who makes one disposes it.</param>
    /// <param name="configure">Sets options; it comes after the configuration section and so has the last word.</param>
    public CdcBuilder AddHandler<TChange>(
        Func<IServiceProvider, ICdcHandler<TChange>> create, Action<CdcHandlerOptions>? configure = null)
        where TChange : struct, ICdcChange<TChange>
    {
        ArgumentNullException.ThrowIfNull(create);
        return Add(create, configure);
    }

    /// <summary>Sets options of the client; it comes after the configuration section and has the last word.</summary>
    public CdcBuilder Configure(Action<CdcOptions> configure)
    {
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>Sets how the client behaves in the host; it comes after the configuration section.</summary>
    public CdcBuilder ConfigureHosting(Action<CdcHostingOptions> configure)
    {
        Services.Configure(Name, configure);
        return this;
    }

    private CdcBuilder Add<TChange>(
        Func<IServiceProvider, ICdcHandler<TChange>> create, Action<CdcHandlerOptions>? configure)
        where TChange : struct, ICdcChange<TChange>
    {
        Services.AddSingleton(new HandlerRegistration(
            Name,
            TChange.Table,
            services =>
            {
                var handler = create(services);
                return (new ChangeInvoker<TChange>(handler), handler.GetType().Name);
            },
            configure));
        return this;
    }
}
