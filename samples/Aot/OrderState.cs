using Sabot.Cdc;

namespace Aot;

/// <summary>A contract: what the application needs to know of an order's state.</summary>
[CdcTable("public.orders")]
public readonly partial struct OrderState
{
    public partial long Id { get; }

    public partial Money Total { get; }

    public partial Status Status { get; }

    public partial string StatusText { get; }

    public override string ToString() => $"order {Id}: {Total}, {(Status == Status.Unrecognized ? $"{StatusText} (a new label)" : Status)}";
}
