using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Packages.Tests;

/// <summary>Test classes of this collection share the packages and a server.</summary>
[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<PackedPackages>, ICollectionFixture<ServerFixture>
{
    public const string Name = "packages";
}
