namespace Sabot.Cdc;

/// <summary>Where a column of the compiled table is found in the batches of one generation.</summary>
internal readonly struct BoundColumn
{
    internal CdcType Type { get; init; }

    internal int Node { get; init; }

    internal int Buffer { get; init; }

    /// <summary>The column's bit in <c>__unchanged</c>: its place among the streamed table columns.</summary>
    internal int UnchangedBit { get; init; }

    /// <summary>Of decimals: the stream's scale, which may differ from the compiled one.</summary>
    internal int Scale { get; init; }

    /// <summary>False when old images do not have the column, so that its null there says nothing.</summary>
    internal bool IsInOldImage { get; init; }
}
