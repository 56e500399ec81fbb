namespace Sabot.Cdc;

/// <summary>A handler as it was added to a client, before there are any services.</summary>
internal sealed record HandlerRegistration(
    string Client,
    CdcTable Table,
    Func<IServiceProvider, (ChangeInvoker Invoker, string Name)> Create,
    Action<CdcHandlerOptions>? Configure);
