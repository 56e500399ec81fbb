namespace Sabot.Cdc;

/// <summary>
/// Divides the changes of a batch among workers by their keys, so that the changes of one key have one worker.
/// </summary>
// Implementation note: the hash is of the key's bytes as they came, which is the same for both images of a row. Keys
// that PostgreSQL takes for equal though their bytes differ (1.0 and 1.00) are different ones here, as they are for the
// generated key types.
internal sealed class KeyPartitions
{
    private readonly int[] _key;
    private readonly int _workers;
    private byte[] _workerOfRow = [];

    internal KeyPartitions(CdcTable table, int workers)
    {
        _key = KeyOf(table);
        _workers = _key.Length == 0 ? 1 : workers;
    }

    /// <summary>How many workers can be used: 1 when the table has no key to divide by.</summary>
    internal int Workers => _workers;

    /// <summary>
    /// Assigns the changes from <paramref name="row"/> on; returns the first row of the change that has to be handled
    /// alone, or the end of the batch.
    /// </summary>
    internal int Assign(CdcBatch batch, int row)
    {
        if (_workerOfRow.Length < batch.Count)
            _workerOfRow = new byte[batch.Count];
        for (row = batch.NextChange(row); row < batch.Count; row = batch.NextChange(row + 1))
        {
            if (WorkerOf(batch, row) is not { } worker)
                return row;
            _workerOfRow[row] = (byte)worker;
        }

        return batch.Count;
    }

    /// <summary>The worker that <see cref="Assign"/> gave the change in a row to.</summary>
    internal int this[int row] => _workerOfRow[row];

    /// <summary>Null when the change is of two keys, or of all, or of an unknown one.</summary>
    private int? WorkerOf(CdcBatch batch, int row)
    {
        var operation = batch.Operation(row);
        if (operation == RowOperation.Truncate)
            return null;
        var old = operation == RowOperation.Update && row > 0 && batch.Operation(row - 1) == RowOperation.OldImage
            ? row - 1
            : -1;
        var hash = HashOfKey(batch, row, old);
        if (hash is null || (old >= 0 && HashOfKey(batch, old, old) != hash))
            return null;
        return (int)((uint)hash.Value % (uint)_workers);
    }

    /// <param name="batch">The batch.</param>
    /// <param name="row">The row whose key it is.</param>
    /// <param name="old">The old image, which holds large values of the key that an update left alone; or -1.</param>
    private int? HashOfKey(CdcBatch batch, int row, int old)
    {
        HashCode hash = default;
        foreach (var column in _key)
        {
            ref readonly var buffers = ref batch.Column(column, batch.Version);
            if (batch.IsValid(buffers, row))
                AddValue(ref hash, batch, buffers, row);
            else if (batch.IsLogged(column, row))
                hash.Add(0);
            else if (old >= 0 && batch.IsValid(buffers, old))
                AddValue(ref hash, batch, buffers, old);
            else
                return null;
        }

        return hash.ToHashCode();
    }

    private static void AddValue(ref HashCode hash, CdcBatch batch, in ColumnBuffers buffers, int row)
    {
        if (buffers.Type is CdcType.Text or CdcType.Binary)
        {
            hash.AddBytes(batch.Bytes(buffers, row));
            return;
        }

        switch (ColumnTypes.Width(buffers.Type))
        {
            case 0:
                hash.Add(batch.Boolean(buffers, row));
                break;
            case sizeof(short):
                hash.Add(batch.Value<short>(buffers, row));
                break;
            case sizeof(int):
                hash.Add(batch.Value<int>(buffers, row));
                break;
            case sizeof(long):
                hash.Add(batch.Value<long>(buffers, row));
                break;
            default:
                hash.Add(batch.Value<Int128>(buffers, row));
                break;
        }
    }

    /// <summary>
    /// The ordinals of the key's columns; none when deletes do not tell the key, or a column has no single place for
    /// its bytes.
    /// </summary>
    private static int[] KeyOf(CdcTable table)
    {
        if (table.Identity == CdcReplicaIdentity.Nothing)
            return [];
        var ordinals = new int[table.Key.Length];
        for (var i = 0; i < ordinals.Length; i++)
        {
            ordinals[i] = OrdinalOf(table, table.Key[i]);
            if (table.Columns[ordinals[i]].Type is CdcType.Array or CdcType.Composite)
                return [];
        }

        return ordinals;
    }

    private static int OrdinalOf(CdcTable table, string name)
    {
        var ordinal = 0;
        while (table.Columns[ordinal].Name != name)
            ordinal++;
        return ordinal;
    }
}
