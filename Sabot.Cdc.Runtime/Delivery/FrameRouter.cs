using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>
/// Turns the payloads of one session into batches in the subscriptions' queues and entries in the ledger.
/// </summary>
/// <remarks>
/// A payload is read completely before its first batch is handed out, so a malformed or unfitting one delivers nothing.
/// Relation numbers and generations mean something only within a session: each gets a router of its own.
/// </remarks>
internal sealed class FrameRouter(
    IReadOnlyList<Subscription> subscriptions, AcknowledgementLedger ledger, ReceiveCounters counters, ILogger logger)
    : IPayloadRouter
{
    private readonly Dictionary<uint, RelationRoute> _routes = [];
    private readonly List<(Subscription Subscription, QueuedBatch Batch)> _outgoing = [];

    /// <summary>
    /// Reads a payload and hands its batches out; waits while a queue is full, until <paramref name="lifted"/>.
    /// </summary>
    /// <exception cref="CdcProtocolException">The payload is malformed.</exception>
    /// <exception cref="CdcSchemaDriftException">A table's schema does not fit the compiled one.</exception>
    public ValueTask RouteAsync(Payload payload, CancellationToken lifted)
    {
        counters.CountPayload(payload.Length);
        return HandOutAsync(payload, lifted);
    }

    /// <summary>The same for a payload that did not come as it is, but was made of one that was counted.</summary>
    internal async ValueTask HandOutAsync(Payload payload, CancellationToken lifted)
    {
        Read(payload);
        if (_outgoing.Count > 0)
            _outgoing[^1].Batch.Batch.EndsPayload = true;
        for (var i = 0; i < _outgoing.Count; i++)
        {
            var (subscription, batch) = _outgoing[i];
            await subscription.EnqueueAsync(batch, lifted).ConfigureAwait(false);
        }

        _outgoing.Clear();
    }

    private void Read(Payload payload)
    {
        var reader = new FrameReader(payload.Span);
        while (reader.TryRead(out var frame))
        {
            if (frame.InProgress)
                throw DeliveryErrors.UnaskedStream();
            switch (frame.Kind)
            {
                case FrameKind.Schema:
                    Bind(payload.Span.Slice(frame.BodyOffset, frame.BodyLength), frame);
                    break;
                case FrameKind.Batch:
                    Decode(payload, frame);
                    break;
                case FrameKind.Progress:
                    counters.ReceivedLsn = frame.Position;
                    ledger.Close(frame.Position);
                    break;
                default:
                    throw DeliveryErrors.UnaskedStream();
            }
        }
    }

    private void Bind(ReadOnlySpan<byte> body, in Frame frame)
    {
        var schema = StreamSchema.Parse(body);
        List<TableRoute> tables = [];
        foreach (var group in subscriptions.Where(s => s.Scope.Includes(schema)).GroupBy(s => s.Scope.Compiled))
        {
            var table = group.Key ?? StreamTable.Create(schema);
            tables.Add(new TableRoute(TableBinding.Bind(table, schema, frame.Position), [.. group]));
        }

        _routes[frame.Relation] = new RelationRoute(frame.Generation, [.. tables]);
        Log.SchemaReceived(logger, schema.Schema, schema.Table, frame.Generation);
    }

    private void Decode(Payload payload, in Frame frame)
    {
        if (!_routes.TryGetValue(frame.Relation, out var route) || route.Generation != frame.Generation)
            throw DeliveryErrors.UnknownRelation(frame.Relation, frame.Generation);

        var counted = false;
        foreach (var table in route.Tables)
        {
            var batch = CdcBatch.Decode(table.Binding, payload, frame);
            var changes = batch.Count - MemoryExtensions.Count(batch.Operations, RowOperation.OldImage);
            if (!counted)
                counters.CountChanges(changes);
            counted = true;
            var entry = ledger.Add(table.Subscriptions.Length);
            for (var i = 0; i < table.Subscriptions.Length; i++)
            {
                // Decode's own reference goes to the first one.
                if (i > 0)
                    batch.AddReference();
                _outgoing.Add((table.Subscriptions[i], new QueuedBatch(batch, entry, changes)));
            }
        }
    }
}
