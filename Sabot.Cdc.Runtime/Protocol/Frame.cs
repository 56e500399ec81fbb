namespace Sabot.Cdc;

/// <summary>The header of one frame, checked; the body's offset counts from the start of the payload.</summary>
internal readonly struct Frame
{
    internal FrameKind Kind { get; init; }

    /// <summary>Of schemas and batches: they belong to a transaction in progress.</summary>
    internal bool InProgress { get; init; }

    /// <summary>
    /// Number of the relation within this session; 0 for progress, the transaction for a stream's commit and abort.
    /// </summary>
    internal uint Relation { get; init; }

    /// <summary>
    /// Counts the schemas of the relation within this session; for a stream's abort, what was rolled back.
    /// </summary>
    internal uint Generation { get; init; }

    /// <summary>
    /// An end LSN, of which only that of a progress frame may be acknowledged; <see cref="InProgress"/>, the
    /// transaction.
    /// </summary>
    internal ulong Position { get; init; }

    /// <summary>Of a stream's commit, how many ranges of changes do not count.</summary>
    internal int Rows { get; init; }

    internal int BodyOffset { get; init; }

    internal int BodyLength { get; init; }
}
