using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>
/// Stands before the router of a session that streams: keeps what comes of transactions in progress on the disk, and
/// hands it on, at their commit, as if it had come only then.
/// </summary>
/// <remarks>
/// The router gets ordinary payloads: of a streamed transaction as many as it came in, one read back when the one
/// before has been taken, so a transaction of any size takes as much memory as the queues do. What is in progress when
/// the session ends is dropped with the folder: the server sends it again from its beginning.
/// </remarks>
internal sealed class StreamedRouter : IPayloadRouter, IDisposable
{
    private readonly FrameRouter _router;
    private readonly SpillFolder _folder;
    private readonly ReceiveCounters _counters;
    private readonly ILogger _logger;
    private readonly StreamedSchemas _schemas = new();
    private readonly Dictionary<uint, SpilledTransaction> _transactions = [];
    private readonly List<Frame> _frames = [];
    private readonly SpillRecord _record = new();
    private bool _stopped;

    private StreamedRouter(FrameRouter router, SpillFolder folder, ReceiveCounters counters, ILogger logger)
    {
        _router = router;
        _folder = folder;
        _counters = counters;
        _logger = logger;
    }

    /// <summary>Makes the session's folder below a parent; null is the system's one for temporary files.</summary>
    /// <exception cref="CdcSpillException">The parent does not take it.</exception>
    internal static StreamedRouter Open(FrameRouter router, string? parent, ReceiveCounters counters, ILogger logger) =>
        new(router, SpillFolder.Open(parent, logger), counters, logger);

    /// <summary>Where transactions in progress are.</summary>
    internal string Folder => _folder.Path;

    /// <inheritdoc/>
    /// <exception cref="CdcProtocolException">The payload, or what was kept of a transaction, is malformed.</exception>
    /// <exception cref="CdcSpillException">The disk is full, or does not work.</exception>
    public ValueTask RouteAsync(Payload payload, CancellationToken lifted)
    {
        // A transaction was left in its middle: nothing may pass for what comes behind it.
        if (_stopped)
            return ValueTask.CompletedTask;
        _counters.CountPayload(payload.Length);
        return ReadFrames(payload) ? TakeAsync(payload, lifted) : PassAsync(payload, lifted);
    }

    public void Dispose()
    {
        foreach (var transaction in _transactions.Values)
            transaction.Dispose();
        _transactions.Clear();
        _folder.Dispose();
    }

    /// <summary>Reads the headers of all frames; true when they are about transactions in progress.</summary>
    private bool ReadFrames(Payload payload)
    {
        _frames.Clear();
        var reader = new FrameReader(payload.Span);
        var (isOfStream, isFinished) = (false, false);
        while (reader.TryRead(out var frame))
        {
            _frames.Add(frame);
            isOfStream |= frame.InProgress || frame.Kind is FrameKind.StreamCommit or FrameKind.StreamAbort;
            isFinished |= !frame.InProgress && frame.Kind is FrameKind.Schema or FrameKind.Batch;
        }

        return isOfStream && isFinished ? throw SpillErrors.Mixed() : isOfStream;
    }

    /// <summary>Hands on what finished transactions sent, with the schemas that came with one in progress.</summary>
    private async ValueTask PassAsync(Payload payload, CancellationToken lifted)
    {
        foreach (var frame in _frames)
        {
            if (frame.Kind == FrameKind.Schema)
                _schemas.SetRouted(_schemas.Add(payload.Span, frame));
            else if (frame.Kind == FrameKind.Batch)
                await RouteSchemaAsync(_schemas.Of(frame), frame.Position, lifted).ConfigureAwait(false);
        }

        await _router.HandOutAsync(payload, lifted).ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(Payload payload, CancellationToken lifted)
    {
        _record.Clear();
        foreach (var frame in _frames)
        {
            switch (frame.Kind)
            {
                case FrameKind.Schema:
                    _schemas.Add(payload.Span, frame);
                    break;
                case FrameKind.Batch:
                    if (frame.Position != _record.Transaction)
                        await WriteAsync().ConfigureAwait(false);
                    Collect(payload, frame);
                    break;
                case FrameKind.StreamCommit:
                    await WriteAsync().ConfigureAwait(false);
                    await CommitAsync(StreamCommit.Parse(payload.Span, frame), lifted).ConfigureAwait(false);
                    if (_stopped)
                        return;
                    break;
                case FrameKind.StreamAbort:
                    await WriteAsync().ConfigureAwait(false);
                    RollBack(frame);
                    break;
                case FrameKind.Progress:
                    await RouteProgressAsync(payload, frame, lifted).ConfigureAwait(false);
                    break;
            }
        }

        await WriteAsync().ConfigureAwait(false);
    }

    private void Collect(Payload payload, in Frame frame)
    {
        if (frame.Position is 0 or > uint.MaxValue)
            throw SpillErrors.NoTransaction(frame.Position);
        var number = (uint)frame.Position;
        if (!_transactions.TryGetValue(number, out var transaction))
        {
            transaction = new SpilledTransaction(number, _folder.Path, _logger);
            _transactions.Add(number, transaction);
            Log.SpillBegun(_logger, number, _folder.Path);
        }

        var schema = _schemas.Of(frame);
        transaction.Add(schema);
        try
        {
            _record.Add(payload, frame, schema.Schema);
        }
        catch (CdcProtocolException e)
        {
            throw SpillErrors.Malformed(number, schema.Schema, e);
        }
    }

    private async ValueTask WriteAsync()
    {
        if (_record.IsEmpty)
            return;
        await _transactions[_record.Transaction].AppendAsync(_record).ConfigureAwait(false);
        _record.Clear();
    }

    /// <summary>
    /// Delivers the transaction. One that is not known has sent nothing that was asked for, and has nothing to deliver.
    /// </summary>
    private async ValueTask CommitAsync(StreamCommit commit, CancellationToken lifted)
    {
        if (!_transactions.Remove(commit.Transaction, out var transaction))
            return;
        using (transaction)
        {
            Log.SpillCommitted(
                _logger, commit.Transaction, CdcPosition.FormatLsn(commit.EndLsn), transaction.Length);
            var restored = new CommittedRecord(transaction, commit);
            for (long next = 0; next < transaction.Length && !_stopped;)
            {
                (var record, next) = await transaction.ReadAsync(next).ConfigureAwait(false);
                try
                {
                    await DeliverAsync(restored, record, commit.EndLsn, lifted).ConfigureAwait(false);
                }
                finally
                {
                    record.Release();
                }

                // The client stops, and takes no more than what it has: the rest comes again after the next start.
                _stopped = next < transaction.Length && lifted.IsCancellationRequested;
            }
        }
    }

    private async ValueTask DeliverAsync(
        CommittedRecord restored, Payload record, ulong position, CancellationToken lifted)
    {
        if (restored.Restore(record) is not { } payload)
            return;
        try
        {
            foreach (var schema in restored.Schemas)
                await RouteSchemaAsync(schema, position, lifted).ConfigureAwait(false);
            await _router.HandOutAsync(payload, lifted).ConfigureAwait(false);
        }
        finally
        {
            payload.Release();
        }
    }

    /// <summary>
    /// An abort of what is not known is one of a transaction that has sent nothing that was asked for.
    /// </summary>
    private void RollBack(in Frame abort)
    {
        if (abort.Relation == 0)
            throw SpillErrors.NoTransaction(abort.Relation);
        if (abort.Generation == 0)
            throw SpillErrors.NothingRolledBack(abort.Relation);
        if (!_transactions.TryGetValue(abort.Relation, out var transaction))
            return;
        if (abort.Generation != abort.Relation)
        {
            transaction.RollBack(abort.Generation);
            return;
        }

        Log.SpillRolledBack(_logger, abort.Relation, transaction.Length);
        _transactions.Remove(abort.Relation);
        transaction.Dispose();
    }

    private async ValueTask RouteSchemaAsync(StreamedSchema schema, ulong position, CancellationToken lifted)
    {
        if (_schemas.IsRouted(schema))
            return;
        var payload = schema.ToPayload(position);
        try
        {
            await _router.HandOutAsync(payload, lifted).ConfigureAwait(false);
        }
        finally
        {
            payload.Release();
        }

        _schemas.SetRouted(schema);
    }

    private async ValueTask RouteProgressAsync(Payload payload, Frame frame, CancellationToken lifted)
    {
        var progress = Payload.Rent(FrameReader.HeaderLength);
        try
        {
            payload.Span
                .Slice(frame.BodyOffset - FrameReader.HeaderLength, FrameReader.HeaderLength)
                .CopyTo(progress.Span);
            await _router.HandOutAsync(progress, lifted).ConfigureAwait(false);
        }
        finally
        {
            progress.Release();
        }
    }
}
