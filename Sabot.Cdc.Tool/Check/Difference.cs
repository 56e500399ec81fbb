using Sabot.Cdc.Schema;

namespace Sabot.Cdc.Tool.Check;

/// <summary>One difference between two states of a schema.</summary>
/// <param name="Kind">What is different.</param>
/// <param name="Item">The table or type, whose file the place is in.</param>
/// <param name="Place">Where in the file; line 0 if there is no such file yet.</param>
/// <param name="What">What was and is, as a sentence without a full stop.</param>
internal sealed record Difference(DifferenceKind Kind, SchemaItem Item, SchemaPlace Place, string What)
{
    /// <summary>The column, attribute or label; null if the difference is one of the whole item.</summary>
    public string? Member { get; init; }

    /// <summary>The line that a file from before has; null if it has none.</summary>
    public string? Was { get; init; }

    /// <summary>The line that a file from after has; null if it has none.</summary>
    public string? Is { get; init; }

    /// <summary>What happens to code that uses the table, once it is compiled with the new files.</summary>
    public Effect Source { get; init; } = Effect.None;

    /// <summary>What happens to a client that is running, compiled with the old files.</summary>
    public Effect Decoding { get; init; } = Effect.None;

    public Deployment Deployment { get; init; }

    /// <summary>What else can be done; null if nothing.</summary>
    public string? Otherwise { get; init; }

    public bool IsBreaking => Source.Breaks || Decoding.Breaks;

    /// <summary>The order of deployment, as the end of a sentence that starts with "deploy".</summary>
    public string Advice => Deployment.Text() + (Otherwise is null ? "" : $"; {Otherwise}");
}
