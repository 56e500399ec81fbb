using System.Diagnostics;

namespace Sabot.Cdc;

/// <content>What instruments, health checks and the host see of a client.</content>
public sealed partial class CdcClient
{
    private readonly Dictionary<Subscription, string> _consumers = [];
    private volatile SlotReport? _lastSlotReport;

    internal string Slot => _options.Slot;

    /// <summary>Whether the streams of other tables go on when one table's has ended because it has changed.</summary>
    internal bool GoesOnAfterDrift =>
        _options.SchemaDrift == CdcDriftPolicy.StopTable && Life.Now.Phase != ConnectionPhase.Failed;

    /// <summary>Whether changes are done only when somebody says so.</summary>
    internal bool IsAcknowledgedManually => _options.Acknowledgement == CdcAcknowledgement.Manual;

    /// <summary>The tags of everything that is measured of the client.</summary>
    internal TagList Tags { get; }

    internal ConnectionLife Life => _loop.Life;

    /// <summary>What the server said of the slot when it was asked last; null before, and when it had none.</summary>
    internal SlotReport? LastSlotReport => _lastSlotReport;

    /// <summary>Registers a stream of one table for a handler, under whose name it is measured.</summary>
    internal Subscription Subscribe(CdcTable table, string handler)
    {
        var subscription = Register(SubscriptionScope.Of(table));
        lock (_gate)
            _consumers.Add(subscription, handler);
        return subscription;
    }

    /// <summary>Asks the server about the slot; null when it has none of that name.</summary>
    /// <exception cref="CdcException">It could not be asked.</exception>
    internal async Task<SlotReport?> ReadSlotAsync(CancellationToken cancellationToken) =>
        _lastSlotReport = await _source.ReadSlotAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>All streams as they are now.</summary>
    internal List<ObservedStream> ObserveStreams()
    {
        lock (_gate)
        {
            List<ObservedStream> streams = [];
            foreach (var subscription in _subscriptions)
            {
                var snapshot = subscription.Snapshot();
                if (!_consumers.TryGetValue(subscription, out var consumer))
                    consumer = $"{streams.Count + 1}";
                var tags = Cdc.Tags.OfStream(Tags, snapshot.Tables, consumer);
                streams.Add(new ObservedStream(consumer, tags, snapshot, subscription.Unfinished.Oldest));
            }

            return streams;
        }
    }

    // Measured from the start of its work to the end.
    private async Task RunAsync()
    {
        ObservedClients.Add(this);
        try
        {
            await _loop.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            ObservedClients.Remove(this);
        }
    }
}
