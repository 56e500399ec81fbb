namespace Sabot.Cdc;

/// <summary>How one stream of a client fares, for metrics and health checks.</summary>
/// <param name="Tables">The stream's tables, as messages name them.</param>
/// <param name="Queued">Payloads of which the stream holds unfinished batches.</param>
/// <param name="Capacity">How many of them it may hold before the source is made to wait.</param>
/// <param name="SourceWaited">How long the stream has made the source wait in all, the wait going on included.</param>
/// <param name="IsSourceWaiting">Whether the source waits for this stream now.</param>
/// <param name="WasEnumerated">Whether anybody has ever enumerated the stream.</param>
/// <param name="IsEnumerated">Whether somebody is enumerating it now.</param>
/// <param name="ChangesDelivered">Changes in batches that the consumer has finished.</param>
/// <param name="IsStopped">Whether it was stopped because its table has changed, while the others go on.</param>
internal readonly record struct SubscriptionSnapshot(
    string Tables,
    int Queued,
    int Capacity,
    TimeSpan SourceWaited,
    bool IsSourceWaiting,
    bool WasEnumerated,
    bool IsEnumerated,
    long ChangesDelivered,
    bool IsStopped);
