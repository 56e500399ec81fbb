using System.Diagnostics;

namespace Sabot.Cdc;

/// <summary>One stream of a client at one moment.</summary>
/// <param name="Consumer">Its handler's name, or its number among the client's streams.</param>
/// <param name="Tags">The tags of its measurements.</param>
/// <param name="Snapshot">How it fares.</param>
/// <param name="Oldest">The oldest change that is not finished; null when it is caught up.</param>
internal sealed record ObservedStream(
    string Consumer, TagList Tags, SubscriptionSnapshot Snapshot, Unfinished? Oldest)
{
    /// <summary>The stream that holds back the slot: its oldest change is the oldest of all. Null when none does.
    /// </summary>
    internal static ObservedStream? Holder(IEnumerable<ObservedStream> streams) =>
        streams.Where(stream => stream.Oldest is not null).MinBy(stream => stream.Oldest!.Value.Position);
}
