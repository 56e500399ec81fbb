using Microsoft.Extensions.Logging.Abstractions;

namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>
/// What a commit makes of the batches that were sent before it, step by step on this thread, so that what each step
/// allocates is known; and everything that a consumer can call on the result.
/// </summary>
/// <remarks>
/// A record is one transaction's batches of one payload, as the router keeps them. <paramref name="surroundings"/> is
/// what lies behind each payload that is made here.
/// </remarks>
internal sealed class RestoredReading(
    PayloadReading reading, Digest digest, Allowance allowance, string folder, byte surroundings)
{
    private readonly StreamedSchemas _schemas = new();
    private readonly Dictionary<ulong, List<Frame>> _batches = [];

    /// <summary>Whether there was anything of a transaction in progress.</summary>
    internal bool IsOfStream { get; private set; }

    /// <summary>Where the payload was refused; null when all of it was taken.</summary>
    internal string? Refusal { get; private set; }

    internal void Read(Payload payload)
    {
        try
        {
            var reader = new FrameReader(payload.Span);
            while (reader.TryRead(out var frame))
            {
                IsOfStream |= frame.InProgress || frame.Kind is FrameKind.StreamCommit or FrameKind.StreamAbort;
                switch (frame.Kind)
                {
                    case FrameKind.Schema:
                        _schemas.Add(payload.Span, frame);
                        break;
                    case FrameKind.Batch when frame.InProgress:
                        Keep(frame);
                        break;
                    case FrameKind.StreamCommit:
                        Commit(payload, frame);
                        break;
                }
            }
        }
        catch (CdcProtocolException e)
        {
            Refusal = e.Message;
            digest.Add(e.Message);
        }
    }

    private void Keep(in Frame frame)
    {
        if (!_batches.TryGetValue(frame.Position, out var batches))
            _batches.Add(frame.Position, batches = []);
        batches.Add(frame);
    }

    private void Commit(Payload payload, in Frame frame)
    {
        var before = Allowance.Now;
        var commit = StreamCommit.Parse(payload.Span, frame);
        allowance.Check(before, payload.Length, "Reading a commit");
        if (!_batches.Remove(commit.Transaction, out var batches))
            return;

        using var transaction = new SpilledTransaction(commit.Transaction, folder, NullLogger.Instance);
        foreach (var batch in batches)
            transaction.Add(_schemas.Of(batch));
        var record = Copy(payload, batches);
        try
        {
            Restore(record, new CommittedRecord(transaction, commit), transaction, commit, payload.Length);
        }
        finally
        {
            record.Release();
        }
    }

    private void Restore(
        Payload record, CommittedRecord restored, SpilledTransaction transaction, StreamCommit commit, int length)
    {
        var before = Allowance.Now;
        Payload? payload;
        try
        {
            payload = restored.Restore(record);
        }
        finally
        {
            allowance.Check(before, length, "Restoring a record");
        }

        if (record.Array.AsSpan(record.Length).ContainsAnyExcept(surroundings))
            throw new HostileInputException("Restoring wrote behind the record.");
        if (payload is null)
            return;
        try
        {
            payload.Array.AsSpan(payload.Length).Fill(surroundings);
            CheckOrdinals(payload, transaction, commit);
            foreach (var schema in restored.Schemas)
                Read(schema);
            reading.Read(payload);
        }
        finally
        {
            payload.Release();
        }
    }

    /// <summary>
    /// Whatever was taken out, what is left is numbered in ascending order and is of this commit. Where buffers share
    /// bytes, what is written into one is in the other too, and nothing can be said.
    /// </summary>
    private static void CheckOrdinals(Payload payload, SpilledTransaction transaction, StreamCommit commit)
    {
        var reader = new FrameReader(payload.Span);
        while (reader.TryRead(out var frame))
        {
            var schema = transaction.SchemaOf(frame).Schema;
            if (!AreApart(payload, frame, schema))
                continue;
            var columns = SystemColumnSpans.Find(payload.Span, frame, schema);
            uint last = 0;
            foreach (var ordinal in columns.Sequences)
            {
                if (ordinal < last)
                    throw new HostileInputException($"Change {ordinal} comes behind change {last}.");
                last = ordinal;
            }

            if (columns.Lsns.ContainsAnyExcept(commit.EndLsn)
                || columns.TransactionIds.ContainsAnyExcept(commit.Transaction))
                throw new HostileInputException("A row of the transaction does not say that it is of it.");
        }
    }

    private static bool AreApart(Payload payload, in Frame frame, StreamSchema schema)
    {
        var message = RecordBatchMessage.Parse(payload.Span, frame, schema);
        var end = 0;
        for (var i = 0; i < schema.BufferCount; i++)
        {
            var (offset, length) = message.Buffer(i);
            if (length == 0)
                continue;
            if (offset < end)
                return false;
            end = offset + length;
        }

        return true;
    }

    private void Read(StreamedSchema schema)
    {
        var payload = schema.ToPayload(position: 1);
        try
        {
            reading.Read(payload);
        }
        finally
        {
            payload.Release();
        }
    }

    private Payload Copy(Payload payload, List<Frame> batches)
    {
        var record = Payload.Rent(batches.Sum(batch => FrameReader.HeaderLength + batch.BodyLength));
        record.Array.AsSpan(record.Length).Fill(surroundings);
        var at = 0;
        foreach (var batch in batches)
        {
            var length = FrameReader.HeaderLength + batch.BodyLength;
            payload.Span.Slice(batch.BodyOffset - FrameReader.HeaderLength, length).CopyTo(record.Span[at..]);
            at += length;
        }

        return record;
    }
}
