using Sabot.Cdc.Tool.Tail;

namespace Sabot.Cdc.Tool.Tests.Tail;

public sealed class IsoTextTests
{
    [Theory]
    [InlineData(0, "1970-01-01")]
    [InlineData(-1, "1969-12-31")]
    [InlineData(19782, "2024-02-29")]
    [InlineData(-719162, "0001-01-01")]
    [InlineData(-719163, "0001-12-31 BC")]
    [InlineData(-2440588, "4714-11-24 BC")]
    [InlineData(2932897, "10000-01-01")]
    [InlineData(2145042905, "5874897-12-31")]
    [InlineData(int.MaxValue, "infinity")]
    [InlineData(int.MinValue, "-infinity")]
    public void DatesAreThoseOfPostgres(int days, string text) => Assert.Equal(text, IsoText.Date(days));

    [Theory]
    [InlineData(0, "00:00:00")]
    [InlineData(500_000, "00:00:00.5")]
    [InlineData(86_399_999_999, "23:59:59.999999")]
    [InlineData(86_400_000_000, "24:00:00")]
    public void TimesAreThoseOfPostgres(long microseconds, string text) => Assert.Equal(text, IsoText.Time(microseconds));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999Z")]
    [InlineData(-210_866_803_200_000_000, "4714-11-24T00:00:00Z BC")]
    [InlineData(long.MaxValue, "infinity")]
    [InlineData(long.MinValue, "-infinity")]
    [InlineData(long.MaxValue - 1, "294247-01-10T04:00:54.775806Z")]
    [InlineData(long.MinValue + 2, "294247-01-10T04:00:54.775808Z")]
    public void TimestampsAreThoseOfPostgres(long microseconds, string text) => Assert.Equal(text, IsoText.Timestamp(microseconds, "Z"));
}
