namespace Sabot.Cdc;

/// <summary>The history of the server that a session streams from.</summary>
/// <param name="Timeline">Its cluster and timeline.</param>
/// <param name="Fork">Where it was promoted since the session before, as <see cref="ISession.Fork"/> has it.</param>
internal readonly record struct Cluster(CdcTimeline Timeline, ulong? Fork);
