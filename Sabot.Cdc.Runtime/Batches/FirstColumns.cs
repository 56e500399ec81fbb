using System.Runtime.CompilerServices;

namespace Sabot.Cdc;

/// <summary>The first columns of a batch, inside the batch itself.</summary>
// Implementation note: there are as many in every batch, so that reading a column by a constant ordinal, as generated
// code does, needs neither a reference to follow nor a length to compare with.
[InlineArray(Count)]
internal struct FirstColumns
{
    internal const int Count = 32;

    /// <summary>The type of columns that the table does not have: no accessor's.</summary>
    internal const CdcType None = (CdcType)(-1);

    private ColumnBuffers _first;
}
