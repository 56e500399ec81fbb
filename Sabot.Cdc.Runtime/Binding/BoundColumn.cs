namespace Sabot.Cdc;

/// <summary>Where a column of the table, or what is nested in it, is found in the batches of one generation.</summary>
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

    /// <summary>True when some values have no place in the column and are sent as text (<c>__text</c>).</summary>
    internal bool CanMisfit { get; init; }

    /// <summary>Of what is nested: the number of what it is part of; otherwise -1.</summary>
    internal int Parent { get; init; }

    /// <summary>Of arrays and composites: the first child's place among what is nested; the others follow it.</summary>
    internal int FirstChild { get; init; }
}
