namespace Sabot.Cdc;

/// <summary>The history of the server that a session streams from.</summary>
/// <param name="Timeline">Its cluster and timeline.</param>
/// <param name="Fork"><inheritdoc cref="ISession.Fork" path="/summary/node()"/></param>
internal readonly record struct Cluster(CdcTimeline Timeline, ulong? Fork);
