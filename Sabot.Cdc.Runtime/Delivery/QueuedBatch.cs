namespace Sabot.Cdc;

/// <summary>A batch on its way to one subscription; the queue owns one reference to it.</summary>
internal readonly record struct QueuedBatch(CdcBatch Batch, LedgerEntry Entry, int Changes);
