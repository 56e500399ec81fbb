using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Telemetry;

public class UnfinishedTests
{
    [Fact]
    public async Task The_oldest_batch_of_a_stream_is_the_first_one_that_is_not_finished()
    {
        var source = new MemorySource();
        var subscription = source.Register(SubscriptionScope.Of(ItemChange.Table));
        Assert.Null(subscription.Unfinished.Oldest);
        await source.SendItemsAsync(2);
        await source.SendItemsAsync(2);
        Assert.Equal(2, subscription.Unfinished.Count);
        Assert.Equal(FrameBytes.Position, subscription.Unfinished.Oldest!.Value.Position.Lsn);

        await using (var items = new CdcStream<ItemChange, ItemBatch>(subscription).GetAsyncEnumerator())
        {
            for (var change = 0; change < 3; change++)
                Assert.True(await items.MoveNextAsync());
            Assert.Equal(1, subscription.Unfinished.Count);
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(1, subscription.Unfinished.Count);
            source.Complete();
            Assert.False(await items.MoveNextAsync());
        }

        Assert.Null(subscription.Unfinished.Oldest);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(500, 500)]
    [InlineData(1000, 0)]
    [InlineData(1500, 0)]
    public void A_changes_age_is_the_time_since_its_commit_and_never_negative(int committed, int age)
    {
        var unfinished = new Unfinished(default, committed * 1000L);
        Assert.Equal(TimeSpan.FromMilliseconds(age), unfinished.Age(DateTime.UnixEpoch.AddSeconds(1)));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-9_000_000_000_000_000_000)]
    public void A_commit_time_that_is_no_time_has_an_age_all_the_same(long committed) =>
        Assert.True(new Unfinished(default, committed).Age(DateTime.UtcNow) >= TimeSpan.Zero);
}
