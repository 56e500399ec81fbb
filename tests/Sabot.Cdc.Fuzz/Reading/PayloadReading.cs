namespace Sabot.Cdc.Fuzz.Reading;

/// <summary>
/// One session that gets one payload: takes it as the router does, and calls everything that a consumer can call on
/// what was accepted. Throws only what a bug makes it throw.
/// </summary>
internal sealed class PayloadReading(Digest digest, Allowance allowance, IReadOnlyDictionary<string, CdcTable> compiled)
{
    /// <summary>Exceptions cost time: a column that has thrown so many in a batch is not read on row by row.</summary>
    private const int MostExceptions = 8;

    private readonly Dictionary<uint, (uint Generation, List<TableBinding> Bindings)> _relations = [];

    internal int Batches { get; private set; }

    internal int Schemas { get; private set; }

    /// <summary>Where the payload was refused; null when all of it was taken.</summary>
    internal string? Refusal { get; private set; }

    internal void Read(Payload payload)
    {
        try
        {
            var reader = new FrameReader(payload.Span);
            while (reader.TryRead(out var frame))
            {
                digest.Add((long)frame.Position + frame.Rows);
                if (frame.Kind == FrameKind.Schema)
                    ReadSchema(payload, frame);
                else if (frame.Kind == FrameKind.Batch)
                    ReadBatch(payload, frame);
            }
        }
        catch (CdcProtocolException e)
        {
            Refusal = e.Message;
            digest.Add(e.Message);
        }
    }

    private void ReadSchema(Payload payload, in Frame frame)
    {
        var before = Allowance.Now;
        var schema = StreamSchema.Parse(payload.Span.Slice(frame.BodyOffset, frame.BodyLength));
        List<TableBinding> bindings = [TableBinding.Bind(StreamTable.Create(schema), schema, frame.Position)];
        if (compiled.TryGetValue(schema.QualifiedName, out var table))
        {
            try
            {
                bindings.Add(TableBinding.Bind(table, schema, frame.Position));
            }
            catch (CdcSchemaDriftException e)
            {
                digest.Add(e.Message);
            }
        }

        allowance.Check(before, payload.Length, "Reading a schema");
        _relations[frame.Relation] = (frame.Generation, bindings);
        Schemas++;
    }

    private void ReadBatch(Payload payload, in Frame frame)
    {
        if (!_relations.TryGetValue(frame.Relation, out var relation) || relation.Generation != frame.Generation)
            throw DeliveryErrors.UnknownRelation(frame.Relation, frame.Generation);
        foreach (var binding in relation.Bindings)
        {
            var before = Allowance.Now;
            var batch = CdcBatch.Decode(binding, payload, frame);
            allowance.Check(before, payload.Length, "Decoding a batch");
            Batches++;
            ReadRows(batch, payload.Length);
            ReadColumns(batch);
            ReadArrow(batch, payload.Length);
            batch.Release();
        }
    }

    private void ReadRows(CdcBatch batch, int payload)
    {
        for (var column = 0; column < batch.Table.Columns.Length; column++)
        {
            var type = batch.Table.Columns[column].Type;
            for (int row = 0, exceptions = 0; row < batch.Count && exceptions < MostExceptions; row++)
            {
                var view = new CdcRowView(batch, row);
                var before = Allowance.Now;
                try
                {
                    RowReading.Read(view, column, type, digest);
                    RowReading.ReadRequired(view, column, type, digest);
                }
                catch (Exception e) when (IsDocumented(e, batch.Operations[row]))
                {
                    exceptions++;
                    digest.Add(e.Message);
                }

                allowance.Check(before, payload, "Reading a value");
            }
        }

        for (var row = batch.NextChange(0); row < batch.Count; row = batch.NextChange(row + 1))
            ReadChange(new CdcChangeView(batch, row));
    }

    private void ReadChange(CdcChangeView change)
    {
        digest.Add((long)change.Kind);
        digest.Add((long)change.Position.Lsn + change.Position.Sequence + change.TransactionId);
        digest.Add(change.HasAfter);
        digest.Add(change.HasOldImage);
        try
        {
            digest.Add(change.CommitTime.Ticks);
        }
        catch (CdcValueException e)
        {
            digest.Add(e.Message);
        }
    }

    internal void ReadColumns(CdcBatch batch)
    {
        digest.Add(batch.Operations);
        digest.Add(batch.TransactionIds);
        digest.Add(batch.Lsns);
        digest.Add(batch.CommitTimes);
        digest.Add(batch.Sequences);
        for (var column = 0; column < batch.Table.Columns.Length; column++)
            ColumnReading.Read(batch.GetColumn(column), digest);
    }

    private void ReadArrow(CdcBatch batch, int payload)
    {
        try
        {
            var before = Allowance.Now;
            var record = batch.ToRecordBatch();
            allowance.Check(before, payload, "Making a RecordBatch");
            ArrowReading.Read(record, digest);
        }
        catch (CdcProtocolException e)
        {
            digest.Add(e.Message);
        }
    }

    /// <summary>
    /// What the accessors say that they throw; a stale view is not among it, since the batch is current.
    /// </summary>
    private static bool IsDocumented(Exception e, byte operation) =>
        e is CdcValueException or CdcUnchangedValueException or CdcProtocolException
        || (e is InvalidOperationException and not ObjectDisposedException && operation == RowOperation.Truncate);
}
