using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sabot.Cdc;

/// <summary>
/// One change of a batch: what each generated change struct holds. Valid until the enumerator moves on, unless the
/// batch is retained; after that every member throws <see cref="CdcStaleViewException"/>.
/// </summary>
/// <remarks>A default view refers to no batch; its members throw <see cref="NullReferenceException"/>.</remarks>
// Implementation note: the throwing methods are static, because one that is given the struct's address keeps it in
// memory.
public readonly struct CdcChangeView
{
    private readonly CdcBatch _batch;
    private readonly int _row;
    private readonly int _version;

    /// <summary>A view of the change at a row of the batch as it is now; the row must not be an old image.</summary>
    public CdcChangeView(CdcBatch batch, int row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.CheckRow(row);
        if (batch.Operation(row) == RowOperation.OldImage)
            ThrowOldImage(row);
        _batch = batch;
        _row = row;
        _version = batch.Version;
    }

    /// <summary>What happened.</summary>
    public CdcChangeKind Kind => (CdcChangeKind)Batch.Operation(_row);

    /// <summary>Where in the history of the database the change is; unique and ordered.</summary>
    public CdcPosition Position => Batch.Position(_row);

    /// <summary>When the transaction was committed by the server's clock, in UTC.</summary>
    /// <exception cref="CdcValueException">The time is outside the years 1 to 9999.</exception>
    public DateTime CommitTime
    {
        get
        {
            var batch = Batch;
            return ToCommitTime(batch.CommitTime(_row), batch.Table, batch.Position(_row));
        }
    }

    /// <summary>The commit time in microseconds since 1970-01-01T00:00:00Z.</summary>
    internal long CommitMicroseconds => Batch.CommitTime(_row);

    /// <summary>The id of the transaction (xid) that made the change; ids wrap around and are used again.</summary>
    public uint TransactionId => Batch.TransactionId(_row);

    /// <summary>The batch that holds the change.</summary>
    public CdcBatch Batch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            _batch.CheckVersion(_version);
            return _batch;
        }
    }

    /// <summary>True when there is a row after the change: for inserts and updates.</summary>
    public bool HasAfter => Kind is CdcChangeKind.Insert or CdcChangeKind.Update;

    /// <summary>
    /// True when the WAL holds an image of the old row: for deletes, and for updates that logged one. Unless the
    /// replica identity is FULL it has the key columns only, and those of an update only when it changed them.
    /// </summary>
    public bool HasOldImage => Kind switch
    {
        CdcChangeKind.Delete => true,
        CdcChangeKind.Update => HasOldImageRow,
        _ => false,
    };

    /// <summary>The row itself: the new row of an insert or update, the old image of a delete.</summary>
    /// <exception cref="InvalidOperationException">The change is a truncate, which has no row.</exception>
    public CdcRowView Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (Kind == CdcChangeKind.Truncate)
                ThrowTruncate(_batch);
            return new CdcRowView(_batch, _row, _version);
        }
    }

    /// <summary>The row as it was before the change.</summary>
    /// <exception cref="InvalidOperationException"><see cref="HasOldImage"/> is false.</exception>
    public CdcRowView OldImage
    {
        get
        {
            if (!HasOldImage)
                ThrowNoOldImage(_batch, Kind);
            return new CdcRowView(_batch, Kind == CdcChangeKind.Delete ? _row : _row - 1, _version);
        }
    }

    private bool HasOldImageRow => _row > 0 && _batch.Operation(_row - 1) == RowOperation.OldImage;

    [DoesNotReturn]
    private static void ThrowOldImage(int row) =>
        throw new ArgumentException($"Row {row} is the old image of the change in row {row + 1}.", nameof(row));

    [DoesNotReturn]
    private static void ThrowTruncate(CdcBatch batch) =>
        throw new InvalidOperationException(
            $"A truncate of {batch.Table.QualifiedName} has no row; check Kind before reading columns.");

    [DoesNotReturn]
    private static void ThrowNoOldImage(CdcBatch batch, CdcChangeKind kind) =>
        throw new InvalidOperationException(
            $"This {kind} of {batch.Table.QualifiedName} has no old image in the WAL; check HasOldImage first.");

    /// <summary>The time of a change of a table, which is read from no view.</summary>
    /// <exception cref="CdcValueException">The time is outside the years 1 to 9999.</exception>
    internal static DateTime ToCommitTime(long microseconds, CdcTable table, CdcPosition position)
    {
        if (!TemporalValue.IsTimestamp(microseconds))
            ThrowCommitTime(table, position, microseconds);
        return TemporalValue.ToTimestamp(microseconds, DateTimeKind.Utc);
    }

    [DoesNotReturn]
    private static void ThrowCommitTime(CdcTable table, CdcPosition position, long microseconds) =>
        throw new CdcValueException(
            $"The commit time of {table.QualifiedName} at {position} is "
            + $"{TemporalValue.DescribeTimestamp(microseconds)}, which DateTime cannot hold; read CommitTimes instead.",
            table.QualifiedName,
            "__ts");
}
