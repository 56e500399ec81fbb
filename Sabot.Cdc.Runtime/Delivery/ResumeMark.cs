namespace Sabot.Cdc;

/// <summary>Up to where a table's rows were done or received before, and are not to be delivered again.</summary>
/// <param name="Position">The last row of them.</param>
/// <param name="RepeatsTruncate">
/// Whether a truncate at this very position is delivered nevertheless. One TRUNCATE of several tables is one position;
/// a consumer that has stored it may have done only some of them, and doing one again changes nothing.
/// </param>
internal readonly record struct ResumeMark(CdcPosition Position, bool RepeatsTruncate)
{
    public bool Covers(CdcPosition position, byte operation) =>
        position < Position
        || (position == Position && !(RepeatsTruncate && operation == RowOperation.Truncate));
}
