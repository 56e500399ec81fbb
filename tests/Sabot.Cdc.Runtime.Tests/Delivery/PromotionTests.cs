using Sabot.Cdc.Integration.Tests.Harness;
using Xunit.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>
/// A standby takes its primary's place, without some of the WAL that the client was told of. There, the same numbers are
/// other changes.
/// </summary>
public class PromotionTests(ITestOutputHelper output)
{
    private const ulong Fork = 150;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task Every_change_of_the_last_primary_comes_once_and_in_order_and_none_is_acknowledged_before_it_is_done()
    {
        var random = Seed.Create(output);
        var forks = 0;
        for (var run = 0; run < 300; run++)
        {
            List<CdcPosition> done = [];
            var source = new PromotionSource(new Random(random.Next()), sessions: 8, (_, rows) =>
            {
                lock (done)
                    Assert.Empty(rows.Except(done));
            });
            await using var client = new CdcClient(
                ScriptedSource.Options(options => options.QueueCapacity = random.Next(1, 6)), source, null);
            var items = client.Subscribe<ItemChange, ItemBatch>();
            var following = Task.Run(async () =>
            {
                await foreach (var change in items)
                {
                    if (random.Next(4) == 0)
                        await Task.Yield();
                    lock (done)
                        done.Add(change.Position);
                }
            });
            var rows = await Wait.ForAsync(source.Rows.Task, "the last session", Limit);
            await Wait.UntilAsync(() =>
            {
                lock (done)
                    return done.Contains(rows[^1]) || following.IsFaulted;
            }, limit: Limit);
            await client.StopAsync();
            await following;
            Assert.Equal(rows, done);
            Assert.Null(source.Failure);
            forks += source.Forks;
        }

        output.WriteLine($"{forks} promotions without all that was stated");
        Assert.True(forks > 100, $"There were only {forks} promotions without all that was stated.");
    }

    [Fact]
    public async Task Progress_that_the_new_primary_does_not_have_is_not_told_to_it()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var first = _source.Session(MemorySource.Progress(100), MemorySource.Progress(200));
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await Wait.UntilAsync(() => first.Acknowledged == 200, limit: Limit);
        first.Lose();
        var second = Promoted(Payload(160));
        Assert.True(await moving);
        Assert.Equal(160, enumerator.Current.Id);
        Assert.Equal(Fork, second.Acknowledged);

        // Done, and not to be told before what was stated once is passed: 160 may be anything of the old primary.
        second.Send(Payload(170));
        await NextAsync(enumerator);
        second.Send(Payload(210));
        await NextAsync(enumerator);
        Assert.Equal(Fork, second.Acknowledged);
        second.Lose();
        var third = _source.Session(Payload(220));
        await NextAsync(enumerator);
        Assert.Equal(220, enumerator.Current.Id);
        Assert.Equal(210u, third.Acknowledged);
    }

    [Fact]
    public async Task Nor_is_progress_of_which_the_last_change_is_done_only_later()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var first = _source.Session(Payload(100), Payload(140), MemorySource.Progress(200));
        await using var enumerator = items.GetAsyncEnumerator();
        await NextAsync(enumerator);
        await ManualAcknowledgementTests.ReceivedAsync(client, 200);
        first.Lose();
        var second = Promoted(Payload(160));
        await Wait.UntilAsync(() => client.ServerTimeline?.Id == 2, limit: Limit);
        await NextAsync(enumerator);
        Assert.Equal(100u, second.Acknowledged);
        await NextAsync(enumerator);
        Assert.Equal(160, enumerator.Current.Id);
        Assert.Equal(Fork, second.Acknowledged);
        second.Lose();
        var third = _source.Session(Payload(160), Payload(170));
        await NextAsync(enumerator);
        Assert.Equal(170, enumerator.Current.Id);
        Assert.Equal(Fork, third.Acknowledged);
        Assert.Equal([(0u, 0u), (0u, 200u), (Fork, 200u)], _source.Opened.Select(resume => (resume.Acknowledged, resume.Stated)));
    }

    [Fact]
    public async Task What_the_slot_had_confirmed_of_the_old_primary_hides_no_change_of_the_new_one()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        // A change that was done before this client came, decoded again.
        _source.Session(confirmed: 200, Payload(190)).Lose();
        Promoted(Payload(140), Payload(160));
        await using var enumerator = items.GetAsyncEnumerator();
        await NextAsync(enumerator);
        Assert.Equal(160, enumerator.Current.Id);
    }

    [Fact]
    public async Task A_promoted_server_that_has_everything_is_told_everything()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var first = _source.Session(MemorySource.Progress(Fork));
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await Wait.UntilAsync(() => first.Acknowledged == Fork, limit: Limit);
        first.Lose();
        var second = Promoted(Payload(160), Payload(170));
        Assert.True(await moving);
        await NextAsync(enumerator);
        Assert.Equal(160u, second.Acknowledged);
    }

    [Fact]
    public async Task The_client_says_what_history_its_positions_are_of()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        Assert.Null(client.ServerTimeline);
        var first = _source.Session(Payload(100));
        await using var enumerator = items.GetAsyncEnumerator();
        await NextAsync(enumerator);
        Assert.Equal(new CdcTimeline(7, 1), client.ServerTimeline);
        first.Lose();
        Promoted(Payload(160));
        await NextAsync(enumerator);
        Assert.Equal(new CdcTimeline(7, 2), client.ServerTimeline);
    }

    private static byte[] Payload(ulong lsn) => ManualAcknowledgementTests.Payload(lsn, 0, 1);

    private static async Task NextAsync(IAsyncEnumerator<ItemChange> enumerator) =>
        Assert.True(await Wait.ForAsync(enumerator.MoveNextAsync().AsTask(), "the next change", Limit));

    private ScriptedSession Promoted(params byte[][] payloads) => _source.Add(
        new ScriptedSession { ConfirmedLsn = 100, Fork = Fork, Timeline = new CdcTimeline(7, 2) }, payloads);
}
