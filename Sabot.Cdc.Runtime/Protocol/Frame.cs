namespace Sabot.Cdc;

/// <summary>The header of one frame, checked; the body's offset counts from the start of the payload.</summary>
internal readonly struct Frame
{
    internal FrameKind Kind { get; init; }

    /// <summary>Number of the relation within this session; 0 for progress.</summary>
    internal uint Relation { get; init; }

    /// <summary>Counts the schemas of the relation within this session.</summary>
    internal uint Generation { get; init; }

    /// <summary>An end LSN; only that of a progress frame may be acknowledged.</summary>
    internal ulong Position { get; init; }

    internal int Rows { get; init; }

    internal int BodyOffset { get; init; }

    internal int BodyLength { get; init; }
}
