namespace Sabot.Cdc;

/// <summary>
/// Maps the columns of a table to those of one generation of the stream, once, so that decoding and reading never look
/// at a name. Owns the batch objects of the generation for reuse.
/// </summary>
internal sealed class TableBinding
{
    private const int SpareBatches = 32;

    private readonly Recycler<CdcBatch> _spare = new(SpareBatches);

    private TableBinding(CdcTable table, StreamSchema schema, BoundColumn[] columns)
    {
        Table = table;
        Schema = schema;
        Columns = columns;
        Misfits = Array.Exists(columns, column => column.CanMisfit) ? schema.Misfits : null;
    }

    internal CdcTable Table { get; }

    internal StreamSchema Schema { get; }

    /// <summary>
    /// By the ordinal of the table's column; behind them what is nested (<see cref="CdcTable.Nested"/>).
    /// </summary>
    internal BoundColumn[] Columns { get; }

    /// <summary>The stream's column of what has no place in the table's columns; null when everything has.</summary>
    internal StreamField? Misfits { get; }

    /// <summary>
    /// Compares the table with the stream's and maps it. Columns and attributes it does not know are fine.
    /// </summary>
    /// <param name="compiled">The table the code was compiled against.</param>
    /// <param name="streamed">The schema the stream has from now on.</param>
    /// <param name="position">The LSN of the schema frame, for the message.</param>
    /// <exception cref="CdcSchemaDriftException">
    /// A column is missing or retyped, or old images hold less than the code was compiled for.
    /// </exception>
    internal static TableBinding Bind(CdcTable compiled, StreamSchema streamed, ulong position)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Sabot.Cdc reads little-endian batches in place.");

        CheckIdentity(compiled, streamed, position);
        return new TableBinding(compiled, streamed, new ColumnBinder(compiled, streamed, position).Bind());
    }

    internal CdcBatch RentBatch() => _spare.TryTake() ?? new CdcBatch(this);

    internal void ReturnBatch(CdcBatch batch) => _spare.Give(batch);

    /// <summary>
    /// Code for FULL reads whole old rows, and every generated key is read from the old image of deletes: where the
    /// stream no longer has them, nulls would be taken for values.
    /// </summary>
    private static void CheckIdentity(CdcTable compiled, StreamSchema streamed, ulong position)
    {
        if (streamed.Identity == CdcReplicaIdentity.Full || compiled.Identity == CdcReplicaIdentity.Nothing)
            return;
        if (compiled.Identity == CdcReplicaIdentity.Full)
            throw DriftErrors.Identity(compiled, streamed, position);
        foreach (var column in compiled.Key)
        {
            if (streamed.Identity == CdcReplicaIdentity.Nothing || !streamed.Key.Contains(column))
                throw DriftErrors.Key(compiled, column, streamed, position);
        }
    }
}
