namespace Sabot.Cdc;

/// <summary>What a session has to stream.</summary>
/// <param name="Named">The tables that somebody subscribed to by name, each once.</param>
/// <param name="AreAll">True when all tables that the server offers are wanted, besides those.</param>
internal sealed record SubscribedTables(IReadOnlyList<CdcTable> Named, bool AreAll)
{
    internal static SubscribedTables Of(IEnumerable<Subscription> subscriptions)
    {
        var scopes = subscriptions.Select(subscription => subscription.Scope).ToArray();
        return new SubscribedTables(
            [.. scopes.SelectMany(scope => scope.Named).DistinctBy(table => (table.Schema, table.Name))],
            scopes.Contains(SubscriptionScope.Everything));
    }
}
