namespace Sabot.Cdc;

/// <summary>
/// Which generation of each relation the server is at, and which one the router has been given.
/// </summary>
/// <remarks>
/// The two differ: what a transaction in progress sends is nobody's business before it commits, so a schema that is
/// rolled back with it reaches no consumer, and one that other transactions share reaches them with their first row.
/// The server sends a schema once, before the first batch that needs it, whosever that is. Older generations live with
/// the transactions that have batches of them.
/// </remarks>
internal sealed class StreamedSchemas
{
    private readonly Dictionary<uint, StreamedSchema> _current = [];
    private readonly Dictionary<uint, StreamedSchema> _routed = [];

    /// <summary>The server has sent a schema.</summary>
    internal StreamedSchema Add(ReadOnlySpan<byte> payload, in Frame frame) =>
        _current[frame.Relation] = new StreamedSchema(payload, frame);

    /// <summary>The schema that a batch was sent with.</summary>
    /// <exception cref="CdcProtocolException">It was not sent.</exception>
    internal StreamedSchema Of(in Frame batch) =>
        _current.TryGetValue(batch.Relation, out var schema) && schema.Generation == batch.Generation
            ? schema
            : throw DeliveryErrors.UnknownRelation(batch.Relation, batch.Generation);

    /// <summary>Whether the router's present schema of the relation is this one.</summary>
    internal bool IsRouted(StreamedSchema schema) =>
        _routed.TryGetValue(schema.Relation, out var routed) && ReferenceEquals(routed, schema);

    /// <summary>The router has been given a schema.</summary>
    internal void SetRouted(StreamedSchema schema) => _routed[schema.Relation] = schema;
}
