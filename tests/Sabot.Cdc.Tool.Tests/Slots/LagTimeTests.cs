using Sabot.Cdc.Tool.Slots;

namespace Sabot.Cdc.Tool.Tests.Slots;

public sealed class LagTimeTests
{
    [Fact]
    public void WhatTheServerMeasuresIsBetterThanWhatTheFilesTell()
    {
        var lag = SlotReader.TimeOf(100, measured: 3, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9));

        Assert.Equal("3 s", lag?.ToString());
        Assert.Equal(LagTime.Stream, lag?.Source);
    }

    [Theory]
    [InlineData(5, 9, "5 min to 9 min")]
    [InlineData(5, 5, "5 min")]
    [InlineData(5, null, "over 5 min")]
    [InlineData(0, 9, "up to 9 min")]
    public void FilesTellTheTimeBetweenTwoLimits(int least, int? most, string text)
    {
        TimeSpan? before = most is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        Assert.Equal(text, SlotReader.TimeOf(100, measured: null, TimeSpan.FromMinutes(least), before)?.ToString());
    }

    [Fact]
    public void NoLagIsNoTimeAndWhatCannotBeKnownIsNothing()
    {
        Assert.Equal("0 ms", SlotReader.TimeOf(0, measured: null, TimeSpan.FromMinutes(5), null)?.ToString());
        Assert.Null(SlotReader.TimeOf(100, measured: null, fileAge: null, fileBeforeAge: null));
        Assert.Null(SlotReader.TimeOf(null, measured: null, TimeSpan.FromMinutes(5), null));
    }
}
