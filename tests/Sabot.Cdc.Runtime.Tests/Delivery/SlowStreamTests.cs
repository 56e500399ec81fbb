namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>Who makes the source wait, and how that is said.</summary>
public class SlowStreamTests
{
    private readonly ListLogger _logger = new();
    private readonly MemorySource _source;

    public SlowStreamTests() =>
        _source = new MemorySource(capacity: 1, logger: _logger, warning: TimeSpan.FromMilliseconds(1));

    [Fact]
    public async Task A_stream_that_nobody_has_ever_enumerated_is_named_as_such()
    {
        var (items, parts) = (_source.Items(), _source.Parts());
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        var waiting = _source.SendPayloadAsync("I20:0", "I20:1", 0x20);

        var line = await _logger.NextAsync();
        Assert.StartsWith("40 The stream of public.items has made the source, and all other streams, wait for ", line);
        Assert.EndsWith("nobody has ever enumerated it; enumerate it, or do not ask for it", line);
        Assert.False(waiting.IsCompleted);
        await ReadOneAsync(items, leave: true);
        Assert.NotNull(parts);
    }

    [Fact]
    public async Task A_stream_whose_enumeration_has_ended_is_named_as_that()
    {
        var items = _source.Items();
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        await ReadOneAsync(items, leave: true);
        var waiting = _source.SendPayloadAsync("I20:0", "", 0x20);

        Assert.StartsWith("41 The stream of public.items has made the source, and all other streams, wait", await _logger.NextAsync());
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_stream_whose_consumer_is_slow_is_named_as_that()
    {
        var items = _source.Items();
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var waiting = _source.SendPayloadAsync("I20:0", "", 0x20);

        Assert.StartsWith("9 The stream of public.items has made the source wait", await _logger.NextAsync());
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Snapshots_say_how_deep_each_queue_is_and_how_long_it_has_made_the_source_wait()
    {
        var (items, parts) = (_source.Items(), _source.Parts());
        Assert.All(_source.Snapshots(), each => Assert.Equal((0, 1, false), (each.Queued, each.Capacity, each.WasEnumerated)));
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        Assert.All(_source.Snapshots(), each => Assert.Equal((1, TimeSpan.Zero), (each.Queued, each.SourceWaited)));

        await ReadOneAsync(parts, leave: false);
        var waiting = _source.SendPayloadAsync("I20:0", "I20:1", 0x20);
        await _logger.NextAsync();
        var (first, second) = (_source.Snapshots()[0], _source.Snapshots()[1]);
        Assert.Equal(("public.items", true, false), (first.Tables, first.IsSourceWaiting, first.WasEnumerated));
        Assert.True(first.SourceWaited > TimeSpan.Zero);
        Assert.Equal(("public.parts", false, true, 1L), (second.Tables, second.IsSourceWaiting, second.WasEnumerated, second.ChangesDelivered));
        Assert.Equal(TimeSpan.Zero, second.SourceWaited);

        await ReadOneAsync(items, leave: false);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        var after = _source.Snapshots()[0];
        Assert.Equal((1, false), (after.Queued, after.IsSourceWaiting));
        Assert.True(after.SourceWaited >= first.SourceWaited);
        Assert.Equal(after.SourceWaited, _source.Snapshots()[0].SourceWaited);
    }

    [Fact]
    public void A_stream_of_many_tables_names_some_of_them()
    {
        var scope = SubscriptionScope.Of([.. Enumerable.Range(1, 8).Select(n => new CdcTable("s", $"t{n}", CdcReplicaIdentity.Nothing, [], []))]);
        Assert.Equal("s.t1, s.t2, s.t3, s.t4, s.t5 and 3 other tables", scope.ToString());
    }

    // Reads a change and, unless it is to be left, moves past it, without waiting for the next.
    private static async Task ReadOneAsync<T>(IAsyncEnumerable<T> stream, bool leave)
    {
        using var cancellation = new CancellationTokenSource();
        await using var enumerator = stream.GetAsyncEnumerator(cancellation.Token);
        Assert.True(await enumerator.MoveNextAsync());
        if (leave)
            return;
        var moving = enumerator.MoveNextAsync();
        await cancellation.CancelAsync();
        try
        {
            await moving;
        }
        catch (OperationCanceledException)
        {
            // There was no other one.
        }
    }
}
