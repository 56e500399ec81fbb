namespace Sabot.Cdc.Runtime.Tests.Views;

public class PositionTests
{
    [Theory]
    [InlineData(0, 0, "0/0:0")]
    [InlineData(0x16B3748, 5, "0/16B3748:5")]
    [InlineData(0xFFFF_FFFF_0000_0001, uint.MaxValue, "FFFFFFFF/1:4294967295")]
    public void A_position_is_written_as_LSN_and_ordinal_and_read_back(ulong lsn, uint sequence, string text)
    {
        var position = new CdcPosition(lsn, sequence);
        Assert.Equal(text, position.ToString());
        Assert.Equal(text, $"{position}");
        Assert.Equal(position, CdcPosition.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0/16B3748")]
    [InlineData("16B3748:5")]
    [InlineData("0/16B3748:")]
    [InlineData("0/16B3748:-1")]
    [InlineData("0/16B3748: 5")]
    [InlineData("0:5/1")]
    [InlineData("0/1FFFFFFFF:5")]
    [InlineData("0/16B3748:4294967296")]
    [InlineData("0x1/2:3")]
    public void Other_text_is_no_position(string text)
    {
        Assert.False(CdcPosition.TryParse(text, null, out _));
        var error = Assert.Throws<FormatException>(() => CdcPosition.Parse(text));
        Assert.Contains("0/16B3748:5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_sort_by_transaction_and_then_by_ordinal()
    {
        CdcPosition[] sorted = [new(1, 9), new(2, 0), new(2, 1), new(ulong.MaxValue, 0)];
        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(sorted[1] < sorted[2] && sorted[2] > sorted[1] && sorted[1] <= sorted[1] && sorted[1] >= sorted[1]);
        Assert.True(sorted[0] != sorted[1] && sorted[0] == new CdcPosition(1, 9));
    }
}
