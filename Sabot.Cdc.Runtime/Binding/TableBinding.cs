using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>
/// Maps the columns of a compiled table to those of one generation of the stream, once, so that decoding and
/// reading never look at a name. Owns the batch objects of the generation for reuse.
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
        Misfits = Array.Exists(columns, column => ColumnTypes.CanMisfit(column.Type)) ? schema.Misfits : null;
    }

    internal CdcTable Table { get; }

    internal StreamSchema Schema { get; }

    /// <summary>By the ordinal of the compiled column.</summary>
    internal BoundColumn[] Columns { get; }

    /// <summary>Compares the compiled table with the stream's and maps it. Columns it does not know are fine.</summary>
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
        var columns = new BoundColumn[compiled.Columns.Length];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = Bind(compiled, compiled.Columns[i], streamed, position);
        return new TableBinding(compiled, streamed, columns);
    }

    /// <summary>The stream's column of what has no place in the compiled columns; null when everything has.</summary>
    internal StreamField? Misfits { get; }

    internal CdcBatch RentBatch() => _spare.TryTake() ?? new CdcBatch(this);

    internal void ReturnBatch(CdcBatch batch) => _spare.Give(batch);

    private static BoundColumn Bind(CdcTable table, CdcColumn column, StreamSchema streamed, ulong position)
    {
        var index = streamed.IndexOf(column.Name);
        if (index < 0)
            throw DriftErrors.Missing(table, column, position);
        var field = streamed.Fields[index];
        if (!ColumnTypes.Match(column.Type, field.Type))
        {
            throw field.PostgresType == column.PostgresType
                ? DriftErrors.Represented(table, column, field, position)
                : DriftErrors.Retyped(table, column, field.PostgresType, position);
        }

        if (ColumnTypes.CanMisfit(column.Type) && streamed.Misfits is null)
            throw NoMisfits(table, column);

        return new BoundColumn
        {
            Type = column.Type,
            Node = field.Node,
            Buffer = field.Buffer,
            UnchangedBit = index - SystemColumns.Count,
            Scale = field.Type is Decimal128Type type ? type.Scale : 0,
            IsInOldImage = streamed.Identity == CdcReplicaIdentity.Full
                || (streamed.Identity != CdcReplicaIdentity.Nothing && streamed.Key.Contains(column.Name)),
        };
    }

    private static CdcProtocolException NoMisfits(CdcTable table, CdcColumn column) =>
        new(
            $"The stream of {table.QualifiedName} has no column {MisfitText.ColumnName}, so values of {column.Name} "
            + "that do not fit its type could not be told from nulls; check that the server runs the wal2arrow that "
            + "belongs to this version of Sabot.Cdc.");

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
