using Apache.Arrow;
using Apache.Arrow.Types;

namespace Sabot.Cdc;

/// <summary>
/// One column of a streamed relation, or one field nested in it, and where its nodes and buffers start in a batch.
/// </summary>
internal sealed class StreamField(Field arrow, int node, int buffer)
{
    internal string Name => arrow.Name;

    internal IArrowType Type => arrow.DataType;

    /// <summary>The column's PostgreSQL type with its modifier; the Arrow type where the server does not say.</summary>
    internal string PostgresType { get; } =
        arrow.Metadata is { } metadata && metadata.TryGetValue("pg.type", out var type) ? type : arrow.DataType.Name;

    /// <summary>False for what the plugin adds of its own.</summary>
    internal bool IsTableColumn { get; } = arrow.Metadata?.ContainsKey("pg.type") == true;

    /// <summary>False when the server says that the column has no nulls.</summary>
    internal bool IsNullable { get; } =
        arrow.Metadata is not { } metadata || metadata.GetValueOrDefault("pg.notnull") != "true";

    internal int Node => node;

    internal int Buffer => buffer;
}
