using Sabot.Cdc.Tool.Doctor;

namespace Sabot.Cdc.Tool.Tests.Doctor;

public sealed class KnownFaultsTests
{
    [Theory]
    [InlineData(150009, 6)]
    [InlineData(150010, 5)]
    [InlineData(150013, 5)]
    [InlineData(150014, 2)]
    [InlineData(150018, 0)]
    [InlineData(160006, 5)]
    [InlineData(170005, 5)]
    [InlineData(170011, 0)]
    [InlineData(180000, 2)]
    [InlineData(180004, 0)]
    [InlineData(190000, 0)]
    public void AVersionHasTheFaultsThatCameBeforeItAndWereMendedAfterIt(int version, int count) =>
        Assert.Equal(count, KnownFaults.Of(version).Count);

    [Fact]
    public void TheFaultThatOneFixBroughtIsOfThatVersionAlone()
    {
        Assert.DoesNotContain(KnownFaults.Of(150012), fault => fault.Since == 150013);
        Assert.Contains(KnownFaults.Of(150013), fault => fault.Since == 150013);
        Assert.Equal("15.14", KnownFaults.Show(Assert.Single(KnownFaults.Of(150013), fault => fault.Since == 150013).FixedIn));
    }
}
