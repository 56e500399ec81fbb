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
    IReadOnlyList<Subscription> subscriptions,
    AcknowledgementLedger ledger,
    ReceiveCounters counters,
    IgnoredColumns ignored,
    CdcDriftPolicy drift,
    ILogger logger,
    ReceivedPositions? received = null)
    : IPayloadRouter
{
    private readonly ReceivedPositions _received = received ?? new ReceivedPositions();
    private readonly Dictionary<uint, RelationRoute> _routes = [];
    private readonly Outbox[] _outboxes = [.. subscriptions.Select(subscription => new Outbox(subscription))];
    private ulong _progress;

    /// <summary>
    /// Reads a payload and hands its batches out; waits while a queue is full, until <paramref name="lifted"/>.
    /// </summary>
    /// <exception cref="CdcProtocolException">The payload is malformed.</exception>
    /// <exception cref="CdcSchemaDriftException">
    /// A table's schema does not fit the compiled one, and that is to stop all streams, or all are of that table.
    /// </exception>
    public ValueTask RouteAsync(Payload payload, CancellationToken lifted)
    {
        counters.CountPayload(payload.Length);
        return HandOutAsync(payload, lifted);
    }

    /// <summary>The same for a payload that did not come as it is, but was made of one that was counted.</summary>
    internal async ValueTask HandOutAsync(Payload payload, CancellationToken lifted)
    {
        LedgerEntry? entry;
        try
        {
            Read(payload);
            entry = Count();
        }
        catch
        {
            foreach (var outbox in _outboxes)
                outbox.Discard();
            throw;
        }

        foreach (var outbox in _outboxes)
            await outbox.HandOverAsync(entry, _progress, lifted).ConfigureAwait(false);
    }

    private void Read(Payload payload)
    {
        _progress = 0;
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
                    _progress = frame.Position;
                    break;
                default:
                    throw DeliveryErrors.UnaskedStream();
            }
        }
    }

    // Progress is stated behind the rows of a payload: they are counted before it.
    private LedgerEntry? Count()
    {
        var batches = 0;
        ulong last = 0;
        foreach (var outbox in _outboxes)
        {
            batches += outbox.Count(_progress);
            last = Math.Max(last, outbox.LastChange);
        }

        var entry = batches > 0 ? ledger.Add(batches, last) : null;
        if (_progress != 0)
        {
            ledger.Close(_progress);
            counters.ReceivedLsn = Math.Max(counters.ReceivedLsn, _progress);
        }

        return entry;
    }

    private void Bind(ReadOnlySpan<byte> body, in Frame frame)
    {
        var schema = StreamSchema.Parse(body);
        List<TableRoute> tables = [];
        foreach (var (compiled, outboxes) in Interested(schema))
        {
            try
            {
                var binding = TableBinding.Bind(compiled ?? StreamTable.Create(schema), schema, frame.Position);
                tables.Add(new TableRoute(binding, [.. outboxes]));
                if (compiled is not null)
                    ignored.Note(compiled, schema, frame.Generation, logger);
            }
            catch (CdcSchemaDriftException e) when (drift == CdcDriftPolicy.StopTable)
            {
                Stop(outboxes, e);
            }
        }

        _routes[frame.Relation] = new RelationRoute(frame.Generation, schema, _received.Of(schema), [.. tables]);
        Log.SchemaReceived(logger, schema.Schema, schema.Table, frame.Generation);
    }

    // Those that share a table share its decoded batches.
    private List<(CdcTable? Compiled, List<Outbox> Outboxes)> Interested(StreamSchema schema)
    {
        List<(CdcTable? Compiled, List<Outbox> Outboxes)> groups = [];
        foreach (var outbox in _outboxes)
        {
            if (outbox.Subscription.IsStopped || !outbox.Subscription.Scope.Includes(schema, out var compiled))
                continue;
            var group = groups.FindIndex(group => ReferenceEquals(group.Compiled, compiled));
            if (group < 0)
                groups.Add((compiled, [outbox]));
            else
                groups[group].Outboxes.Add(outbox);
        }

        return groups;
    }

    // Nothing from here on is acknowledged any more: what the stopped streams lack is sent again after the next start.
    private void Stop(List<Outbox> outboxes, CdcSchemaDriftException drift)
    {
        if (_outboxes.All(outbox => outbox.Subscription.IsStopped || outboxes.Contains(outbox)))
            throw drift;
        ledger.Hold();
        foreach (var outbox in outboxes)
        {
            outbox.Discard();
            outbox.Subscription.Stop(drift);
            foreach (var relation in _routes.Keys.ToArray())
                _routes[relation] = _routes[relation].Without(outbox);
            Log.StreamStopped(logger, outbox.Subscription.Scope.ToString(), drift.Message);
        }
    }

    private void Decode(Payload payload, in Frame frame)
    {
        if (!_routes.TryGetValue(frame.Relation, out var route) || route.Generation != frame.Generation)
            throw DeliveryErrors.UnknownRelation(frame.Relation, frame.Generation);
        if (route.Tables.Length == 0)
            return;
        if (route.Received.Resume is not { } mark)
        {
            Deliver(payload, frame, route);
            return;
        }

        var old = BatchTrimmer.CountUpTo(mark, payload.Span, frame, route.Schema);
        if (old == 0)
            Deliver(payload, frame, route);
        else if (old < frame.Rows)
            Deliver(payload, BatchTrimmer.RemoveFirst(old, payload.Span, frame, route.Schema), route);
    }

    private void Deliver(Payload payload, in Frame frame, RelationRoute route)
    {
        var counted = false;
        foreach (var table in route.Tables)
        {
            var batch = CdcBatch.Decode(table.Binding, payload, frame);
            if (batch.Count == 0)
            {
                batch.Release();
                continue;
            }

            var changes = batch.Count - MemoryExtensions.Count(batch.Operations, RowOperation.OldImage);
            if (!counted)
            {
                counters.CountChanges(changes);
                route.Received.Receive(batch.Position(batch.Count - 1));
            }

            counted = true;
            for (var i = 0; i < table.Outboxes.Length; i++)
            {
                // Decode's own reference goes to the first one.
                if (i > 0)
                    batch.AddReference();
                table.Outboxes[i].Add(batch, changes);
            }
        }
    }
}
