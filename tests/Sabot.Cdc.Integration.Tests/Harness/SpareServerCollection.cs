using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Harness;

/// <summary>Test classes of this collection share a server that they restart and reconfigure; each test leaves it as it was.</summary>
[CollectionDefinition(Name)]
public sealed class SpareServerCollection : ICollectionFixture<ServerFixture>
{
    public const string Name = "spare server";
}
