namespace Sabot.Cdc.Integration.Tests.Servers;

/// <summary>The image of servers in containers, which is built from extension/Dockerfile; tests/docker/run.sh builds it.</summary>
internal static class ContainerImage
{
    /// <summary><c>SABOT_TEST_IMAGE</c>, by default <c>sabot-cdc/postgres:bookworm</c>.</summary>
    public static string Name =>
        Environment.GetEnvironmentVariable("SABOT_TEST_IMAGE") is { Length: > 0 } given ? given : "sabot-cdc/postgres:bookworm";

    /// <summary>The Debian release that it was made of.</summary>
    public static string Suite => Name[(Name.LastIndexOf(':') + 1)..];

    /// <summary>Whether its servers are PostgreSQL 15, the version of Debian 12: that one decodes on a primary only.</summary>
    public static bool IsPostgres15 => Suite == "bookworm";
}
