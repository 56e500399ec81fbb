using Apache.Arrow;

namespace Sabot.Cdc;

/// <summary>
/// The rows of one table in one payload, column by column over the bytes that came from the server. Rows are in
/// commit order; an old image (<c>O</c> in <see cref="Operations"/>) is a row of its own, directly before its update.
/// </summary>
/// <remarks>
/// A batch is valid until the enumerator it came from moves on; then the object serves another batch. Hold it
/// through a <see cref="CdcBatchView"/>, which notices that, and call <see cref="Retain"/> to keep it for longer.
/// Column accessors take the ordinal of the column in <see cref="Table"/>. Spans are over pooled memory and live as
/// long as the batch. A batch may be read by several threads while it is valid.
/// </remarks>
// Implementation note: batches are recycled by their binding, so decoding and reading allocate nothing. The version
// makes that safe: it changes on release, and every view carries the one it was made with.
public sealed partial class CdcBatch
{
    private static readonly byte[] NoBytes = new byte[Payload.Slack];

    private readonly TableBinding _binding;
    private readonly int _columnCount;
    private readonly ColumnBuffers[] _furtherColumns;
    private readonly ColumnBuffers[] _nested;
    private FirstColumns _firstColumns;
    private ColumnBuffers _unchanged;
    private ColumnBuffers _misfits;
    private Payload? _payload;
    private byte[] _bytes = NoBytes;
    private Frame _frame;
    private int _count;
    private int _version;
    private int _references;
    private bool _retained;
    private bool _nullsArePlain;
    private bool _hasOldImages;
    private int _operations;
    private int _transactionIds;
    private int _lsns;
    private int _commitTimes;
    private int _sequences;

    internal CdcBatch(TableBinding binding)
    {
        _binding = binding;
        _columnCount = binding.Table.Columns.Length;
        _furtherColumns = new ColumnBuffers[Math.Max(0, _columnCount - FirstColumns.Count)];
        _nested = new ColumnBuffers[binding.Columns.Length - _columnCount];
        foreach (ref var column in _firstColumns)
            column.Type = FirstColumns.None;
        for (var number = 0; number < binding.Columns.Length; number++)
            Prepare(binding.Columns[number], ref Node(number));
    }

    /// <summary>The number of rows, old images included.</summary>
    public int Count => _count;

    /// <summary>
    /// The table as the code was compiled against it; of a stream without compiled code, as the server sends it.
    /// </summary>
    public CdcTable Table => _binding.Table;

    /// <summary>What a view compares with the version it was made with.</summary>
    internal int Version => _version;

    internal TableBinding Binding => _binding;

    /// <summary>
    /// The index of the first change at or after a row, skipping old images; <see cref="Count"/> when there is none.
    /// </summary>
    public int NextChange(int row)
    {
        if (_hasOldImages)
        {
            while ((uint)row < (uint)_count && Operation(row) == RowOperation.OldImage)
                row++;
        }

        return row;
    }

    /// <summary>Whether no change comes behind the one of this row.</summary>
    internal bool IsLastChange(int row) => NextChange(row + 1) == _count;

    /// <summary>
    /// The batch as an Apache.Arrow RecordBatch over the same memory: the system columns and every column of the
    /// stream, also those the code was not compiled against, with the stream's metadata.
    /// </summary>
    /// <remarks>
    /// Nothing is copied, and the memory goes to the RecordBatch for good, as with <see cref="Retain"/>: the
    /// RecordBatch stays readable when the batch is stale. It needs no Dispose.
    /// </remarks>
    /// <exception cref="CdcProtocolException">A column that the code does not know is malformed.</exception>
    /// <exception cref="CdcStaleViewException">The enumerator has moved past the batch.</exception>
    public RecordBatch ToRecordBatch()
    {
        var payload = LivePayload();
        var batch = RecordBatchBuilder.Build(_binding.Schema, payload, _frame);
        payload.KeepAlive();
        return batch;
    }

    /// <summary>
    /// Keeps the batch and every view of it readable for as long as something refers to it; the garbage collector
    /// takes it then. Costs the pool the whole payload the batch came in.
    /// </summary>
    /// <exception cref="CdcStaleViewException">The enumerator has moved past the batch.</exception>
    public void Retain()
    {
        LivePayload().KeepAlive();
        _retained = true;
    }

    /// <summary>Decodes a batch frame; the caller has the only reference to the result.</summary>
    /// <exception cref="CdcProtocolException">The frame's body is malformed.</exception>
    internal static CdcBatch Decode(TableBinding binding, Payload payload, in Frame frame)
    {
        var batch = binding.RentBatch();
        batch.Read(payload, frame);
        payload.AddReference();
        batch._payload = payload;
        batch._references = 1;
        return batch;
    }

    internal void AddReference()
    {
        if (Interlocked.Increment(ref _references) <= 1)
            throw new InvalidOperationException("A released batch cannot be referenced again.");
    }

    /// <summary>Gives back one reference; after the last one every view of the batch is stale.</summary>
    internal void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left < 0)
            throw new InvalidOperationException("A batch was released more often than it was referenced.");
        if (left > 0 || _retained)
            return;

        var payload = _payload;
        Invalidate();
        payload?.Release();
        _binding.ReturnBatch(this);
    }

    /// <summary>Sets what is the same in every batch of the generation.</summary>
    private static void Prepare(in BoundColumn bound, ref ColumnBuffers buffers)
    {
        buffers.Type = bound.Type;
        if (bound.Type == CdcType.Decimal)
            buffers.Scale = bound.Scale;
        else
            buffers.FirstChild = bound.FirstChild;
    }

    private void Invalidate()
    {
        _version++;
        _payload = null;
        _bytes = NoBytes;
        _count = 0;
    }

    private Payload LivePayload() =>
        _payload ?? throw ReadErrors.Stale(_binding.Table);

    private byte[] Live() => LivePayload().Array;
}
