namespace Sabot.Cdc.Fuzz.Corpus;

/// <summary>What a number in a frame means, and so which wrong values are worth trying.</summary>
internal enum PlaceRole
{
    /// <summary>A field of the frame's header, or of the encapsulated message before its metadata.</summary>
    Header,

    /// <summary>A table's distance back to its vtable.</summary>
    VtableOffset,

    /// <summary>The size of a vtable or table, or where in its table a field is.</summary>
    VtableSlot,

    /// <summary>A distance forward to a table, vector or string.</summary>
    Offset,

    /// <summary>How many elements a vector or string has.</summary>
    Count,

    /// <summary>A number or boolean of a table.</summary>
    Scalar,

    /// <summary>How many values a node has, or how many of them are null.</summary>
    Node,

    /// <summary>Where a buffer is, or how long it is.</summary>
    Buffer,
}
