namespace Sabot.Cdc;

/// <summary>Where the rows of one relation go at its present generation, and which were received before.</summary>
internal sealed record RelationRoute(uint Generation, StreamSchema Schema, ReceivedTable Received, TableRoute[] Tables)
{
    /// <summary>The route when a subscription has stopped.</summary>
    public RelationRoute Without(Outbox stopped) => this with
    {
        Tables =
        [
            .. Tables
                .Select(table => table with { Outboxes = [.. table.Outboxes.Where(outbox => outbox != stopped)] })
                .Where(table => table.Outboxes.Length > 0),
        ],
    };
}

/// <summary>
/// The subscriptions that share one table, compiled or the stream's, and how the stream's columns map to it.
/// </summary>
internal sealed record TableRoute(TableBinding Binding, Outbox[] Outboxes);
