using System.Collections.Concurrent;

namespace Sabot.Cdc.Faults.Consumer;

/// <summary>
/// Writes into the file, and acknowledges by hand every now and then how far each stream has got: later than it was
/// handled, as a consumer does that commits in groups.
/// </summary>
internal sealed class HandAcknowledgement(Ledger ledger) : IRecorder
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);

    private readonly ConcurrentDictionary<string, CdcPosition> _handled = new(StringComparer.Ordinal);

    public ValueTask RecordAsync(Handled change)
    {
        ledger.Write(change);
        _handled[change.Table] = change.Position;
        return ValueTask.CompletedTask;
    }

    /// <summary>Acknowledges until it is enough.</summary>
    /// <param name="streams">By table, or one for all under *.</param>
    public async Task RunAsync(IReadOnlyDictionary<string, Func<CdcPosition, ValueTask>> streams, CancellationToken enough)
    {
        var acknowledged = new Dictionary<string, CdcPosition>(StringComparer.Ordinal);
        while (!enough.IsCancellationRequested)
        {
            foreach (var (table, acknowledge) in streams)
            {
                if (Reached(table) is not { } position || acknowledged.GetValueOrDefault(table).Equals(position))
                    continue;
                ledger.Acknowledge(table, position);
                await acknowledge(position);
                acknowledged[table] = position;
            }

            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    private CdcPosition? Reached(string table)
    {
        if (table == "*")
            return _handled.IsEmpty ? null : _handled.Values.Max();
        return _handled.TryGetValue(table, out var position) ? position : null;
    }
}
