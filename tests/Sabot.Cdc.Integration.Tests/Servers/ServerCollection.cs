namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>Test classes of this collection share one server and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ServerCollection : ICollectionFixture<ServerFixture>
{
    public const string Name = "server";
}
