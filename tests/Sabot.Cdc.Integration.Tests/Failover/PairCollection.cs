namespace Sabot.Cdc.Integration.Tests.Failover;

/// <summary>Test classes of this collection start pairs of servers, one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class PairCollection
{
    public const string Name = "server pair";
}
