using System.Buffers.Binary;

namespace Sabot.Cdc;

/// <summary>
/// Makes of a record of a streamed transaction, once that has committed, the payload that the transaction would have
/// come in had it not been streamed.
/// </summary>
internal sealed class CommittedRecord(SpilledTransaction transaction, StreamCommit commit)
{
    private const int FlagsAt = 5;
    private const int PositionAt = 16;
    private const int RowsAt = 24;

    private readonly List<(Frame Frame, StreamedSchema Schema, int Kept)> _batches = [];
    private readonly RowRuns _kept = new();

    /// <summary>The schemas that the batches of the last payload need, in their order.</summary>
    internal IEnumerable<StreamedSchema> Schemas =>
        _batches.Where(batch => batch.Kept > 0).Select(batch => batch.Schema).Distinct();

    /// <summary>
    /// The payload, which the caller releases, or null when no row of the record counts: the record itself, changed in
    /// place, unless rows have to be taken out of it.
    /// </summary>
    /// <exception cref="CdcProtocolException">A batch is malformed.</exception>
    /// <exception cref="CdcSpillException">The record is not as it was written.</exception>
    internal Payload? Restore(Payload record)
    {
        Look(record);
        if (_batches.TrueForAll(batch => batch.Kept == batch.Frame.Rows))
        {
            foreach (var (frame, schema, _) in _batches)
                Complete(record, frame, schema.Schema);
            record.AddReference();
            return record;
        }

        var length = _batches.Sum(batch => batch.Kept > 0 ? FrameReader.HeaderLength + batch.Frame.BodyLength : 0);
        if (length == 0)
            return null;
        var payload = Payload.Rent(length);
        try
        {
            Copy(record, payload);
            return payload;
        }
        catch
        {
            payload.Release();
            throw;
        }
    }

    /// <summary>Finds the batches, and how many of their rows count.</summary>
    private void Look(Payload record)
    {
        _batches.Clear();
        var reader = new FrameReader(record.Span);
        while (reader.TryRead(out var frame))
        {
            var schema = transaction.SchemaOf(frame);
            try
            {
                Select(SystemColumnSpans.Find(record.Span, frame, schema.Schema).Sequences);
            }
            catch (CdcProtocolException e)
            {
                throw SpillErrors.Malformed(commit.Transaction, schema.Schema, e);
            }

            _batches.Add((frame, schema, _kept.Count));
        }
    }

    /// <summary>Selects the rows that count.</summary>
    private void Select(ReadOnlySpan<uint> sequences)
    {
        _kept.Clear();
        var range = commit.RolledBack.Find(sequences[0]);
        for (var row = 0; row < sequences.Length; row++)
        {
            if (row > 0 && sequences[row] < sequences[row - 1])
                SpillErrors.ThrowDescends(row, sequences[row], sequences[row - 1]);
            range = commit.RolledBack.Advance(range, sequences[row]);
            if (!commit.RolledBack.Holds(range, sequences[row]))
                _kept.Add(row, 1);
        }
    }

    private void Copy(Payload record, Payload payload)
    {
        var at = 0;
        foreach (var (frame, schema, kept) in _batches)
        {
            if (kept == 0)
                continue;
            var length = FrameReader.HeaderLength + frame.BodyLength;
            record.Span.Slice(frame.BodyOffset - FrameReader.HeaderLength, length).CopyTo(payload.Span[at..]);
            var copy = frame with { BodyOffset = at + FrameReader.HeaderLength, Rows = kept };
            if (kept < frame.Rows)
                TakeOut(record, frame, payload, copy, schema.Schema);
            Complete(payload, copy, schema.Schema);
            at += length;
        }
    }

    private void TakeOut(Payload record, in Frame frame, Payload payload, in Frame copy, StreamSchema schema)
    {
        try
        {
            Select(SystemColumnSpans.Find(record.Span, frame, schema).Sequences);
            BatchCompactor.Compact(
                record.Span, frame, payload.Span, copy.BodyOffset - frame.BodyOffset, schema, _kept);
        }
        catch (CdcProtocolException e)
        {
            throw SpillErrors.Malformed(commit.Transaction, schema, e);
        }
    }

    /// <summary>
    /// Fills in what was not known while the transaction was in progress. All rows get the number of the transaction
    /// itself, since without streaming subtransactions are not told apart.
    /// </summary>
    private void Complete(Payload payload, in Frame frame, StreamSchema schema)
    {
        var header = payload.Span[(frame.BodyOffset - FrameReader.HeaderLength)..];
        header[FlagsAt] = 0;
        BinaryPrimitives.WriteUInt64LittleEndian(header[PositionAt..], commit.EndLsn);
        BinaryPrimitives.WriteInt32LittleEndian(header[RowsAt..], frame.Rows);

        var columns = SystemColumnSpans.Find(payload.Span, frame, schema);
        columns.TransactionIds.Fill(commit.Transaction);
        columns.Lsns.Fill(commit.EndLsn);
        columns.CommitTimes.Fill(commit.CommitTime);
        if (commit.RolledBack.IsEmpty)
            return;
        var range = 0;
        foreach (ref var sequence in columns.Sequences)
        {
            range = commit.RolledBack.Advance(range, sequence);
            sequence -= commit.RolledBack.CountBefore(range);
        }
    }
}
