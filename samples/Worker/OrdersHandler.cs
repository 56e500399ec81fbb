using System.Collections.Concurrent;
using Sabot.Cdc;

namespace Worker;

/// <summary>Counts orders and sums what they cost.</summary>
/// <remarks>Four orders at a time may be in it, never two changes of one order.</remarks>
internal sealed class OrdersHandler : ICdcHandler<OrdersChange>
{
    private readonly ConcurrentDictionary<long, decimal> _amounts = new();

    public int Orders => _amounts.Count;

    public decimal Total => _amounts.Values.Sum();

    public ValueTask HandleAsync(OrdersChange change, CancellationToken cancellationToken)
    {
        if (change.Kind == CdcChangeKind.Truncate)
            _amounts.Clear();
        else if (change.After is not { } order)
            _amounts.TryRemove(change.Key.Id, out _);
        else if (order.Amount < 0)
            throw new InvalidOperationException("An order costs less than nothing.");
        else
            _amounts[order.Id] = order.Amount;
        return ValueTask.CompletedTask;
    }
}
