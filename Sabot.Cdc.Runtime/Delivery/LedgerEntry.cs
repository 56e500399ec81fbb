namespace Sabot.Cdc;

/// <summary>The batches between two progress positions, and how many of them are not finished.</summary>
internal sealed class LedgerEntry
{
    // One more than the unfinished batches while the entry is open, so that it cannot be complete before its position
    // is known. Changed by Interlocked only.
    internal int Outstanding = 1;

    /// <summary>The greatest LSN of a change in the batches. Written by the receive loop, before it closes.</summary>
    internal ulong LastChange;

    /// <summary>The progress position that closed the entry; 0 while it is open. Guarded by the ledger.</summary>
    internal ulong Position;
}
