namespace Sabot.Cdc.Runtime.Tests.Replication;

public class HostListTests
{
    [Theory]
    [InlineData("Host=a", "a:5432")]
    [InlineData("Host=a,b;Port=5433", "a:5433 b:5433")]
    [InlineData("Host=a:1, b:2", "a:1 b:2")]
    [InlineData("Host=[::1]:7,fe80::1;Port=8", "::1:7 fe80::1:8")]
    [InlineData("Host=/run/postgresql", "/run/postgresql")]
    public void Each_host_is_a_target_with_its_port(string hosts, string expected) =>
        Assert.Equal(expected, string.Join(' ', List(hosts).Targets.Select(target => target.Server)));

    [Theory]
    [InlineData("", "Any")]
    [InlineData("Target Session Attributes=any", "Any")]
    [InlineData("Target Session Attributes=primary", "Primary")]
    [InlineData("Target Session Attributes=read-write", "Primary")]
    [InlineData("Target Session Attributes=standby", "Standby")]
    [InlineData("Target Session Attributes=prefer-standby", "PreferStandby")]
    public void The_role_is_that_of_the_connection_string(string attributes, string expected) =>
        Assert.Equal(expected, List($"Host=a,b;{attributes}").Role.ToString());

    [Theory]
    [InlineData("", "Primary")]
    [InlineData("Target Session Attributes=any", "Primary")]
    [InlineData("Target Session Attributes=prefer-primary", "PreferPrimary")]
    public void A_failover_slot_is_looked_for_at_the_primary(string attributes, string expected) => Assert.Equal(
        expected,
        HostList.Of(new CdcOptions { ConnectionString = $"Host=a,b;Database=shop;{attributes}", Slot = "shop", FailoverSlot = true }).Role.ToString());

    [Fact]
    public void No_target_asks_Npgsql_to_choose_among_hosts() =>
        Assert.All(
            List("Host=a,b;Target Session Attributes=primary;Load Balance Hosts=true").Targets,
            target => Assert.DoesNotContain("Target Session", target.ConnectionString));

    [Theory]
    [InlineData(1, 0x30000F8ul)]
    [InlineData(2, 0x1_05000000ul)]
    [InlineData(3, null)]
    public void A_history_file_says_where_a_timeline_was_left(uint timeline, ulong? fork) => Assert.Equal(
        fork,
        TimelineFile.ForkOf(timeline, "1\t0/30000F8\tno recovery target specified\n\n2\t1/5000000\tbefore 2000-01-01\n"));

    private static HostList List(string hosts) => HostList.Of(new CdcOptions { ConnectionString = hosts + ";Database=shop", Slot = "shop" });
}
