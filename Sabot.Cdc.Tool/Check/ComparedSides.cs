using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>The two states that are compared, and which of them the files that people look at have.</summary>
/// <param name="Before">What code is compiled with that is running now.</param>
/// <param name="After">What it is going to meet.</param>
/// <param name="FilesAreAfter">
/// Whether the files have the state after, as they do against a revision; against a database they have the one before.
/// </param>
internal sealed record ComparedSides(SchemaSet Before, SchemaSet After, bool FilesAreAfter)
{
    /// <summary>Running clients on the new stream.</summary>
    public StreamReading OldOnNew { get; } = new(Before, After);

    /// <summary>Clients with the new code on the old stream.</summary>
    public StreamReading NewOnOld { get; } = new(After, Before);

    /// <summary>A difference of a table or type that both sides have.</summary>
    public Difference At(
        DifferenceKind kind, SchemaItem before, SchemaPlace placeBefore, SchemaItem after, SchemaPlace placeAfter, string what) =>
        FilesAreAfter ? new(kind, after, placeAfter, what) : new(kind, before, placeBefore, what);
}
