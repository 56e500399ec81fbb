namespace Sabot.Cdc;

/// <summary>
/// One committed transaction, as far as it changed the tables of its stream: enumerating it gives its changes in the
/// order in which they were made, across tables.
/// </summary>
/// <remarks>
/// <para>
/// The changes are read as they are asked for, so a transaction of any size takes no more memory than the stream's
/// queue. The transaction is done, whether or not all of it was read, when the enumerator of the stream moves past it;
/// from then on it cannot be enumerated, and its changes are stale.
/// </para>
/// <para>
/// Every enumeration starts at the first change, so a handler may try again. Only a transaction that came in several
/// payloads, because it is larger than <see cref="CdcOptions.MaxBatchBytes"/>, can be enumerated only once.
/// </para>
/// </remarks>
public sealed class CdcTransaction : IAsyncEnumerable<ICdcChange>
{
    private readonly TransactionReader _reader;
    private readonly CdcTable _table;
    private readonly long _commitTime;

    internal CdcTransaction(TransactionReader reader, CdcChangeView first)
    {
        _reader = reader;
        _table = first.Batch.Table;
        _commitTime = first.CommitMicroseconds;
        Lsn = first.Position.Lsn;
        TransactionId = first.TransactionId;
    }

    /// <summary>The transaction's end LSN, which identifies it for ever.</summary>
    public ulong Lsn { get; }

    /// <summary>
    /// The position behind its last change: a consumer that has stored it is done with the whole transaction.
    /// </summary>
    public CdcPosition Position => new(Lsn, uint.MaxValue);

    /// <inheritdoc cref="CdcChangeView.CommitTime"/>
    public DateTime CommitTime => CdcChangeView.ToCommitTime(_commitTime, _table, Position);

    /// <inheritdoc cref="CdcChangeView.TransactionId"/>
    public uint TransactionId { get; }

    /// <summary>Yields the changes, from the first one on.</summary>
    /// <remarks>
    /// Its first move throws a <see cref="CdcStaleViewException"/> when the stream's enumerator has moved on, and an
    /// <see cref="InvalidOperationException"/> when a transaction of several payloads was enumerated before. A move
    /// throws a <see cref="CdcIncompleteTransactionException"/> when the client was stopped before all of the
    /// transaction had arrived.
    /// </remarks>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerator<ICdcChange> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new TransactionChanges(_reader, this, cancellationToken);

    /// <summary>The transaction's id and end LSN.</summary>
    public override string ToString() => $"transaction {TransactionId} at {CdcPosition.FormatLsn(Lsn)}";
}
