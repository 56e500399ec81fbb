using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Failover;

/// <summary>The same with arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PairTheoryAttribute : TheoryAttribute
{
    public PairTheoryAttribute() => Skip = ServerPair.Missing;
}
