namespace Sabot.Cdc;

/// <summary>
/// Merges the batches of one payload: their changes in the order in which they were committed, across tables. The
/// changes of one TRUNCATE share a position, and come in the order of their batches.
/// </summary>
// Implementation note: a heap of one cursor for each batch. While the changes of one batch follow each other, a step
// costs two comparisons, however many tables there are.
internal sealed class CommitOrder
{
    private readonly List<Cursor> _batches = [];
    private readonly List<Cursor> _heap = [];

    /// <summary>Whether there is a change that was not moved past.</summary>
    public bool HasCurrent => _heap.Count > 0;

    /// <summary>Whether the current change is the last one.</summary>
    public bool IsAtLast => _heap.Count == 1 && Batch.IsLastChange(Row);

    /// <summary>The batch of the current change.</summary>
    public CdcBatch Batch => _heap[0].Batch;

    /// <summary>The row of the current change, which is no old image.</summary>
    public int Row => _heap[0].Row;

    /// <summary>What <see cref="Add"/> was given with the batch.</summary>
    public object? Tag => _heap[0].Tag;

    /// <summary>The end LSN of the current change's transaction.</summary>
    public ulong Lsn => _heap[0].Position.Lsn;

    /// <summary>The end LSN of the last change's transaction.</summary>
    public ulong LastLsn
    {
        get
        {
            ulong last = 0;
            foreach (var cursor in _batches)
                last = Math.Max(last, cursor.Batch.Lsns[^1]);
            return last;
        }
    }

    /// <summary>Adds a batch at its first change.</summary>
    public void Add(CdcBatch batch, object? tag)
    {
        var cursor = new Cursor(batch, tag, _batches.Count);
        _batches.Add(cursor);
        Push(cursor, batch.NextChange(0));
    }

    /// <summary>Moves past the current change.</summary>
    public void MoveNext()
    {
        var cursor = _heap[0];
        if (cursor.MoveTo(cursor.Batch.NextChange(cursor.Row + 1)))
        {
            Sink(0);
            return;
        }

        _heap[0] = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (_heap.Count > 1)
            Sink(0);
    }

    /// <summary>Moves back or ahead to the first change of a transaction; transactions are in the order of LSNs.</summary>
    public void MoveToTransaction(ulong lsn)
    {
        _heap.Clear();
        foreach (var cursor in _batches)
        {
            var row = FirstRowFrom(lsn, cursor.Batch.Lsns);
            Push(cursor, cursor.Batch.NextChange(row));
        }
    }

    private static int FirstRowFrom(ulong lsn, ReadOnlySpan<ulong> ascending)
    {
        var (from, to) = (0, ascending.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = ascending[middle] < lsn ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    /// <summary>Lets go of all batches.</summary>
    public void Clear()
    {
        _heap.Clear();
        _batches.Clear();
    }

    private void Push(Cursor cursor, int row)
    {
        if (!cursor.MoveTo(row))
            return;
        var i = _heap.Count;
        _heap.Add(cursor);
        for (int parent; i > 0 && cursor.IsBefore(_heap[parent = (i - 1) / 2]); i = parent)
            (_heap[i], _heap[parent]) = (_heap[parent], cursor);
    }

    private void Sink(int i)
    {
        var cursor = _heap[i];
        while (true)
        {
            var child = 2 * i + 1;
            if (child >= _heap.Count)
                return;
            if (child + 1 < _heap.Count && _heap[child + 1].IsBefore(_heap[child]))
                child++;
            if (!_heap[child].IsBefore(cursor))
                return;
            (_heap[i], _heap[child]) = (_heap[child], cursor);
            i = child;
        }
    }

    private sealed class Cursor(CdcBatch batch, object? tag, int index)
    {
        public CdcBatch Batch => batch;

        public object? Tag => tag;

        public int Row { get; private set; }

        public CdcPosition Position { get; private set; }

        public bool MoveTo(int row)
        {
            if (row >= batch.Count)
                return false;
            Row = row;
            Position = batch.Position(row);
            return true;
        }

        public bool IsBefore(Cursor other)
        {
            var order = Position.CompareTo(other.Position);
            return order < 0 || (order == 0 && index < other.Index);
        }

        private int Index => index;
    }
}
