namespace Sabot.Cdc.Runtime.Tests.Views;

public class TimelineTests
{
    [Theory]
    [InlineData(7340593218773214923, 1, "7340593218773214923/1")]
    [InlineData(ulong.MaxValue, uint.MaxValue, "18446744073709551615/4294967295")]
    public void A_timeline_is_written_as_system_identifier_and_number_and_read_back(ulong system, uint id, string text)
    {
        var timeline = new CdcTimeline(system, id);
        Assert.Equal(text, timeline.ToString());
        Assert.Equal(text, $"{timeline}");
        Assert.Equal(timeline, CdcTimeline.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7340593218773214923")]
    [InlineData("7340593218773214923/")]
    [InlineData("/1")]
    [InlineData("1/2/3")]
    [InlineData("1/-1")]
    [InlineData(" 1/1")]
    [InlineData("1/4294967296")]
    [InlineData("18446744073709551616/1")]
    public void Other_text_is_no_timeline(string text)
    {
        Assert.False(CdcTimeline.TryParse(text, null, out _));
        var error = Assert.Throws<FormatException>(() => CdcTimeline.Parse(text));
        Assert.Contains("7340593218773214923/1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_is_none() => Assert.False(CdcTimeline.TryParse(null, null, out _));
}
