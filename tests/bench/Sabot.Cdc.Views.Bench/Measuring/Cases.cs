namespace Sabot.Cdc.Views.Bench;

/// <summary>What is measured.</summary>
internal static class Cases
{
    /// <summary>The rows of a batch: 270 KB, as payloads are, which a processor's cache holds.</summary>
    public const int Rows = 2000;

    public const string Spans = "spans";
    public const string Arrow = "arrow";
    public const string Json = "json";

    public static IReadOnlyList<Case> All { get; } = [.. Bulk(), .. Sparse("", Nulls.AtRandom()), .. Sparse("-regular", Nulls.EveryOther)];

    private static IEnumerable<Case> Bulk()
    {
        BulkValues[] rows = [.. Enumerable.Range(1, Rows).Select(BulkValues.Of)];
        var (schema, payload) = Payloads.Of("bulk", Rows, new BulkColumns(rows, Nulls.None));
        var batch = Batch<BulkChange, BulkBatch>(schema, payload);
        var arrow = new ArrowLoops(batch.ToRecordBatch());
        var json = WalJson.Of(rows);
        var stream = new Session<BulkChange, BulkBatch>(schema, payload);
        var changes = stream.Stream.GetAsyncEnumerator();

        yield return new Case(
            "stream",
            10,
            () => Next(stream, changes),
            (Spans, () => SpanLoops.Values(batch)),
            (Arrow, arrow.Values),
            (Json, () => JsonLoop.Values(json)));
        yield return new Case(
            "change",
            10,
            () => ViewLoops.Values(batch),
            (Spans, () => SpanLoops.Values(batch)),
            (Arrow, arrow.Values),
            (Json, () => JsonLoop.Values(json)));
        yield return new Case("batch", 10, () => ColumnLoops.Raw(batch), (Spans, () => SpanLoops.Raw(batch)));
        yield return new Case(
            "fixed", 8, () => ViewLoops.FixedWidth(batch), (Spans, () => SpanLoops.FixedWidth(batch)), (Arrow, arrow.FixedWidth));
        yield return new Case("text", 2, () => ViewLoops.Texts(batch), (Spans, () => SpanLoops.Texts(batch)), (Arrow, arrow.Texts));
    }

    private static IEnumerable<Case> Sparse(string suffix, Func<int, bool> isNull)
    {
        BulkValues[] rows = [.. Enumerable.Range(1, Rows).Select(BulkValues.Of)];
        var (schema, payload) = Payloads.Of("sparse", Rows, new BulkColumns(rows, isNull));
        var batch = Batch<SparseChange, SparseBatch>(schema, payload);
        var arrow = new ArrowLoops(batch.ToRecordBatch());

        yield return new Case(
            "change-nullable" + suffix, 10, () => ViewLoops.Values(batch), (Spans, () => SparseSpanLoops.Values(batch)), (Arrow, arrow.Values));
        yield return new Case(
            "batch-nullable" + suffix, 10, () => ColumnLoops.Raw(batch), (Spans, () => SparseSpanLoops.Raw(batch)));
    }

    private static TBatch Batch<TChange, TBatch>(byte[] schema, byte[] payload)
        where TChange : struct, ICdcChange<TChange>
        where TBatch : struct, ICdcBatch<TBatch>
    {
        var session = new Session<TChange, TBatch>(schema, payload);
        session.Receive();
        var batches = session.Stream.Batches.GetAsyncEnumerator();
        return batches.MoveNextAsync() is { IsCompletedSuccessfully: true, Result: true }
            ? batches.Current
            : throw new InvalidOperationException("There is no batch.");
    }

    /// <summary>Moves past the batch of the last time, and reads the next one.</summary>
    private static long Next(Session<BulkChange, BulkBatch> session, IAsyncEnumerator<BulkChange> changes)
    {
        session.Receive();
        var read = ViewLoops.Values(changes, Rows);
        return read.IsCompletedSuccessfully ? read.Result : throw new InvalidOperationException("Rows are missing.");
    }
}
