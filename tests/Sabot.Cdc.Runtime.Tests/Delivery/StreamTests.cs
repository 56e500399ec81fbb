namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class StreamTests
{
    private readonly MemorySource _source = new();

    [Fact]
    public async Task Changes_come_in_order_without_the_rows_that_hold_old_images()
    {
        var items = _source.Items();
        await _source.SendAsync(ItemChange.Table, "OUIOUD", 100);
        await _source.SendAsync(ItemChange.Table, "OUT", 200);
        _source.Complete();

        List<(CdcChangeKind, long)> seen = [];
        await foreach (var change in items)
            seen.Add((change.View.Kind, change.View.Kind == CdcChangeKind.Truncate ? -1 : change.Id));

        Assert.Equal(
            [
                (CdcChangeKind.Update, 1), (CdcChangeKind.Insert, 2), (CdcChangeKind.Update, 4),
                (CdcChangeKind.Delete, 5), (CdcChangeKind.Update, 7), (CdcChangeKind.Truncate, -1),
            ],
            seen);
        Assert.Equal(200u, _source.Ledger.Acknowledged);
        Assert.Equal(6, _source.Counters.Changes);
    }

    [Fact]
    public async Task The_first_move_starts_the_session_and_not_the_enumerator_itself()
    {
        var items = _source.Items();
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.Equal(0, _source.Starts);
        _source.Complete();
        Assert.False(await enumerator.MoveNextAsync());
        Assert.Equal(1, _source.Starts);
    }

    [Fact]
    public async Task Enumerating_again_after_a_break_resumes_at_the_change_that_was_not_done()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(3, 100);
        await _source.SendItemsAsync(3, 200);

        Assert.Equal([0, 1], await TakeAsync(items, 2));
        Assert.Equal([1, 2, 3], await TakeAsync(items, 3));
        Assert.Equal(100u, _source.Ledger.Acknowledged);
        Assert.Equal([3, 4, 5], await TakeAsync(items, 3));
        Assert.Equal(100u, _source.Ledger.Acknowledged);

        _source.Complete();
        Assert.Equal([5], await TakeAsync(items, 10));
        Assert.Equal(200u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_change_whose_handler_throws_is_delivered_again()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(2, 100);
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var change in items)
                throw new FormatException();
        });
        Assert.Equal([0], await TakeAsync(items, 1));
    }

    [Fact]
    public async Task Moving_past_the_last_change_of_a_batch_finishes_it()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(1, 100);
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var change = enumerator.Current;
        Assert.Equal(0u, _source.Ledger.Acknowledged);

        var next = enumerator.MoveNextAsync();
        Assert.False(next.IsCompleted);
        Assert.Equal(100u, _source.Ledger.Acknowledged);
        Assert.Throws<CdcStaleViewException>(() => change.Id);

        await _source.SendItemsAsync(1, 200);
        Assert.True(await next);
        Assert.Equal(1, enumerator.Current.Id);
    }

    [Fact]
    public async Task Two_enumerators_at_once_are_refused()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(2);
        await using (var first = items.GetAsyncEnumerator())
        {
            Assert.True(await first.MoveNextAsync());
            await using (var second = items.GetAsyncEnumerator())
            {
                var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
                Assert.Contains("public.items is already being enumerated", error.Message);
            }

            await using (var batches = items.Batches.GetAsyncEnumerator())
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await batches.MoveNextAsync());

            Assert.True(await first.MoveNextAsync());
            Assert.Equal(1, first.Current.Id);
        }

        Assert.Equal([1], await TakeAsync(items, 1));
    }

    [Fact]
    public async Task Batches_are_finished_when_moved_past()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(2, 100);
        await _source.SendItemsAsync(1, 200);
        await using (var batches = items.Batches.GetAsyncEnumerator())
        {
            Assert.True(await batches.MoveNextAsync());
            Assert.Equal([0, 1], batches.Current.Ids);
            Assert.Equal(0u, _source.Ledger.Acknowledged);
            Assert.True(await batches.MoveNextAsync());
            Assert.Equal([2], batches.Current.Ids);
            Assert.Equal(100u, _source.Ledger.Acknowledged);
        }

        Assert.Equal(100u, _source.Ledger.Acknowledged);
        Assert.Equal([2], await TakeAsync(items, 1));
    }

    [Fact]
    public async Task A_batch_that_was_left_in_the_middle_comes_whole_as_a_batch_and_its_rest_as_changes()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(3, 100);
        Assert.Equal([0, 1], await TakeAsync(items, 2));
        await using (var batches = items.Batches.GetAsyncEnumerator())
        {
            Assert.True(await batches.MoveNextAsync());
            Assert.Equal([0, 1, 2], batches.Current.Ids);
        }

        Assert.Equal([1, 2], await TakeAsync(items, 2));
    }

    [Fact]
    public async Task A_full_queue_makes_the_source_wait_until_a_batch_is_finished()
    {
        var source = new MemorySource(capacity: 2);
        var items = source.Items();
        await source.SendItemsAsync(2);
        await source.SendItemsAsync(2);
        var third = source.SendItemsAsync(2);
        Assert.False(third.IsCompleted);

        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.True(await enumerator.MoveNextAsync());
        Assert.False(third.IsCompleted);
        Assert.True(await enumerator.MoveNextAsync());
        await third.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Stopping_hands_over_a_waiting_payload_and_lets_the_stream_drain()
    {
        var source = new MemorySource(capacity: 1);
        var items = source.Items();
        await source.SendItemsAsync(2, 100);
        var second = source.SendItemsAsync(1, 200);
        Assert.False(second.IsCompleted);

        await source.BoundLifted.CancelAsync();
        await second.WaitAsync(TimeSpan.FromSeconds(5));
        source.Complete();
        Assert.Equal([0, 1, 2], await TakeAsync(items, 10));
        Assert.Equal(200u, source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_stream_is_idle_when_its_enumerator_has_ended_and_not_before()
    {
        var items = _source.Items();
        Assert.True(_source.WhenIdleAsync().IsCompleted);
        await _source.SendItemsAsync(1, 100);
        _source.Complete();
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var idle = _source.WhenIdleAsync();
        Assert.False(idle.IsCompleted);
        Assert.False(await enumerator.MoveNextAsync());
        await idle.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(100u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_failure_reaches_every_stream_and_nothing_is_delivered_after_it()
    {
        var items = _source.Items();
        var parts = _source.Parts();
        await _source.SendItemsAsync(3, 100);
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await using var waiting = parts.GetAsyncEnumerator();
        var waits = waiting.MoveNextAsync();

        _source.Fail(new CdcConnectionException("gone"));
        Assert.Equal("gone", (await Assert.ThrowsAsync<CdcConnectionException>(async () => await enumerator.MoveNextAsync())).Message);
        await Assert.ThrowsAsync<CdcConnectionException>(async () => await waits);
        await Assert.ThrowsAsync<CdcConnectionException>(() => TakeAsync(items, 1));
        Assert.False(await enumerator.MoveNextAsync());
        Assert.Equal(0u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task What_came_before_a_refused_payload_is_delivered_before_the_failure()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(2, 100);
        await _source.SendItemsAsync(1, 200);
        _source.Complete(new CdcProtocolException("refused"));

        Assert.Equal([0, 1, 2], await TakeAsync(items, 3));
        Assert.Equal(100u, _source.Ledger.Acknowledged);
        var seen = new List<long>();
        var error = await Assert.ThrowsAsync<CdcProtocolException>(async () =>
        {
            await foreach (var item in items)
                seen.Add(item.Id);
        });
        Assert.Equal("refused", error.Message);
        Assert.Equal([2], seen);
        Assert.Equal(200u, _source.Ledger.Acknowledged);
        await Assert.ThrowsAsync<CdcProtocolException>(() => TakeAsync(items, 1));
    }

    [Fact]
    public async Task The_last_change_before_a_failure_still_counts_as_done()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(1, 100);
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        _source.Fail(new CdcConnectionException("gone"));
        await Assert.ThrowsAsync<CdcConnectionException>(async () => await enumerator.MoveNextAsync());
        Assert.Equal(100u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Cancellation_ends_a_waiting_enumeration_and_the_stream_goes_on()
    {
        var items = _source.Items();
        using var cancellation = new CancellationTokenSource();
        await using (var enumerator = items.GetAsyncEnumerator(cancellation.Token))
        {
            var waits = enumerator.MoveNextAsync();
            await cancellation.CancelAsync();
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits);
            Assert.Equal(cancellation.Token, error.CancellationToken);
        }

        await _source.SendItemsAsync(1);
        Assert.Equal([0], await TakeAsync(items, 1));
    }

    [Fact]
    public async Task Cancellation_within_a_batch_ends_at_the_next_move_and_counts_what_was_moved_past()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(3);
        using var cancellation = new CancellationTokenSource();
        await using (var enumerator = items.GetAsyncEnumerator(cancellation.Token))
        {
            Assert.True(await enumerator.MoveNextAsync());
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await enumerator.MoveNextAsync());
            Assert.False(await enumerator.MoveNextAsync());
            Assert.False(await enumerator.MoveNextAsync());
        }

        Assert.Equal([1, 2], await TakeAsync(items, 2));
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_starts_nothing()
    {
        var items = _source.Items();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var change in items.WithCancellation(new CancellationToken(canceled: true)))
                Assert.Fail("nothing may be delivered");
        });
        Assert.Equal(0, _source.Starts);
    }

    [Fact]
    public async Task A_position_is_acknowledged_when_the_slower_of_two_tables_is_done()
    {
        var items = _source.Items();
        var parts = _source.Parts();
        await _source.SendItemsAsync(1);
        await _source.SendAsync(PartChange.Table, "I", 100);
        _source.Complete();
        await TakeAsync(items, 10);
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        await foreach (var change in parts)
            Assert.Equal(1, change.Id);
        Assert.Equal(100u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Two_streams_of_one_table_each_deliver_everything()
    {
        var first = _source.Items();
        var second = _source.Items();
        await _source.SendItemsAsync(3, 100);
        _source.Complete();
        Assert.Equal([0, 1, 2], await TakeAsync(first, 10));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        Assert.Equal([0, 1, 2], await TakeAsync(second, 10));
        Assert.Equal(100u, _source.Ledger.Acknowledged);
        Assert.Equal(3, _source.Counters.Changes);
    }

    [Fact]
    public async Task Closing_drops_what_nobody_has_begun_without_finishing_it()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(1, 100);
        _source.Close();
        Assert.Empty(await TakeAsync(items, 10));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Closing_while_somebody_enumerates_drops_the_rest_when_that_has_ended()
    {
        var items = _source.Items();
        await _source.SendItemsAsync(2, 100);
        await _source.SendItemsAsync(1, 200);
        await using (var enumerator = items.GetAsyncEnumerator())
        {
            Assert.True(await enumerator.MoveNextAsync());
            _source.Close();
            Assert.True(await enumerator.MoveNextAsync());
        }

        Assert.Empty(await TakeAsync(items, 10));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task The_first_failure_is_the_one_that_every_enumeration_throws()
    {
        var items = _source.Items();
        _source.Fail(new CdcConnectionException("gone"));
        _source.Fail(new CdcConnectionException("and gone again"));
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<CdcConnectionException>(() => TakeAsync(items, 1));
            Assert.Equal("gone", error.Message);
        }
    }

    [Fact]
    public async Task Progress_of_other_tables_is_acknowledged_without_any_rows()
    {
        _source.Items();
        await _source.SendProgressAsync(100);
        Assert.Equal(100u, _source.Ledger.Acknowledged);
        Assert.Equal(100u, _source.Counters.ReceivedLsn);
    }

    [Fact]
    public async Task Within_a_batch_moving_completes_at_once_and_allocates_nothing()
    {
        const int Rows = 10_000;
        var items = _source.Items();
        await using var enumerator = items.GetAsyncEnumerator(new CancellationTokenSource().Token);
        long sum = 0;
        var allocated = long.MaxValue;
        // The least of three: the first pays for what .NET sets up once, and a collection during another adds the
        // unused end of the thread's allocation buffer.
        for (var batch = 0; batch < 3; batch++)
        {
            await _source.SendItemsAsync(Rows);
            Assert.True(await enumerator.MoveNextAsync());
            sum += enumerator.Current.Id;

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var row = 1; row < Rows; row++)
            {
                var moved = enumerator.MoveNextAsync();
                if (!moved.IsCompletedSuccessfully)
                    break;
                sum += await moved ? enumerator.Current.Id : 0;
            }

            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
        Assert.Equal(3L * Rows * (3L * Rows - 1) / 2, sum);
    }

    private static async Task<List<long>> TakeAsync(CdcStream<ItemChange, ItemBatch> items, int count)
    {
        List<long> ids = [];
        await foreach (var change in items)
        {
            ids.Add(change.Id);
            if (ids.Count == count)
                break;
        }

        return ids;
    }
}
