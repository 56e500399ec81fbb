namespace Sabot.Cdc;

/// <summary>A batch on its way to one subscription; the queue owns one reference to it.</summary>
/// <param name="Batch">
/// The batch; null for a mark that only says that the transaction of the last batch before it has ended.
/// </param>
/// <param name="Entry">What is told when the batch or mark is finished.</param>
/// <param name="Changes">The changes of the batch, without old images.</param>
/// <param name="EndsPayload">
/// Whether it is the subscription's last one of its payload: the batches up to it hold a contiguous range of the order
/// of changes, so that a merge by position restores that order across tables. It is what gives the queue room again.
/// </param>
/// <param name="EndsTransaction">Whether the transaction of its payload's last change ends with it.</param>
internal readonly record struct QueuedBatch(
    CdcBatch? Batch, LedgerEntry Entry, int Changes, bool EndsPayload, bool EndsTransaction);
