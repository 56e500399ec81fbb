using Sabot.Cdc.Integration.Tests.Harness;
using Xunit.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class ChangeStreamTests(ITestOutputHelper output)
{
    private readonly MemorySource _source = new();

    [Fact]
    public async Task Changes_of_two_tables_come_in_the_order_of_their_positions()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0 I10:3 U20:1", "I10:1 I10:2 I20:0 I20:2", 0x20);
        await _source.SendPayloadAsync("D30:1", "I30:0 U30:2", 0x30);
        _source.Complete();

        Assert.Equal(
            [
                "item Insert 0/10:0", "part Insert 0/10:1", "part Insert 0/10:2", "item Insert 0/10:3",
                "part Insert 0/20:0", "item Update 0/20:1", "part Insert 0/20:2",
                "part Insert 0/30:0", "item Delete 0/30:1", "part Update 0/30:2",
            ],
            await TakeAsync(changes, 100));
        Assert.Equal(0x30u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Any_interleaving_of_many_rows_comes_in_order()
    {
        var random = Seed.Create(output);
        var changes = _source.Changes();
        List<string> expected = [];
        for (uint payload = 1; payload <= 20; payload++)
        {
            List<string> items = [], parts = [];
            for (uint row = 0; row < 50; row++)
            {
                var isItem = random.Next(3) == 0;
                (isItem ? items : parts).Add($"I{payload:X}:{row}");
                expected.Add($"{(isItem ? "item" : "part")} Insert 0/{payload:X}:{row}");
            }

            var sending = _source.SendPayloadAsync(string.Join(' ', items), string.Join(' ', parts), payload);
            Assert.Equal(expected, await TakeAsync(changes, 50));
            await sending;
            expected.RemoveRange(0, 49);
            Assert.Equal(expected, await TakeAsync(changes, 1));
            expected.Clear();
            await PassAsync(changes);
        }
    }

    [Fact]
    public async Task Old_images_are_passed_over_and_belong_to_their_update()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("O10:1 U10:1 O10:3 U10:3", "I10:0 O10:2 U10:2", 0x10);
        _source.Complete();

        List<string> seen = [];
        await foreach (var change in changes)
        {
            seen.Add(change switch
            {
                ItemChange item => $"item {item.View.OldImage.GetInt64(0)} to {item.Id}",
                PartChange { Kind: CdcChangeKind.Update } part => $"part {part.View.OldImage.GetInt64(0)} to {part.Id}",
                PartChange part => $"part {part.Id}",
                _ => "unknown",
            });
        }

        Assert.Equal(["part 4", "item 0 to 1", "part 5 to 6", "item 2 to 3"], seen);
    }

    [Fact]
    public async Task A_truncate_of_both_tables_comes_once_for_each_between_what_was_before_and_behind()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0 T10:2 I10:3", "I10:1 T10:2 I10:4", 0x10);
        _source.Complete();

        Assert.Equal(
            [
                "item Insert 0/10:0", "part Insert 0/10:1", "item Truncate 0/10:2", "part Truncate 0/10:2",
                "item Insert 0/10:3", "part Insert 0/10:4",
            ],
            await TakeAsync(changes, 100));
    }

    [Fact]
    public async Task A_transaction_in_several_payloads_is_acknowledged_at_its_end_only()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0", "I10:1");
        await _source.SendPayloadAsync("I10:3", "I10:2");
        await _source.SendPayloadAsync("", "I10:4", 0x10);
        _source.Complete();

        Assert.Equal(
            ["item Insert 0/10:0", "part Insert 0/10:1", "part Insert 0/10:2", "item Insert 0/10:3", "part Insert 0/10:4"],
            await TakeAsync(changes, 5));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        Assert.Equal(["part Insert 0/10:4"], await TakeAsync(changes, 5));
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Enumerating_again_after_a_break_resumes_at_the_change_that_was_not_done()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0 I10:2", "I10:1 I10:3", 0x10);

        Assert.Equal(["item Insert 0/10:0", "part Insert 0/10:1"], await TakeAsync(changes, 2));
        Assert.Equal(["part Insert 0/10:1", "item Insert 0/10:2"], await TakeAsync(changes, 2));
        _source.Complete();
        Assert.Equal(["item Insert 0/10:2", "part Insert 0/10:3"], await TakeAsync(changes, 100));
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_payload_is_done_when_its_last_change_was_moved_past_and_its_views_are_stale_then()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        await using var enumerator = changes.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var first = enumerator.Current;
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(0x10u, first.Position.Lsn);
        Assert.Equal(0u, _source.Ledger.Acknowledged);

        var next = enumerator.MoveNextAsync();
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
        Assert.Throws<CdcStaleViewException>(() => first.Position);
        Assert.Throws<CdcStaleViewException>(() => ((ItemChange)first).Id);
        await _source.SendPayloadAsync("I20:0", "", 0x20);
        Assert.True(await next);
        Assert.Throws<CdcStaleViewException>(() => first.Kind);
    }

    [Fact]
    public async Task A_change_is_boxed_once_and_knows_its_table()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        await using var enumerator = changes.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Same(enumerator.Current, enumerator.Current);
        Assert.Same(ItemChange.Table, enumerator.Current.Table);
        Assert.Equal(700u, enumerator.Current.TransactionId);
    }

    [Fact]
    public async Task A_queue_of_one_payload_holds_all_its_tables()
    {
        var source = new MemorySource(capacity: 1);
        var changes = source.Changes();
        await source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        var second = source.SendPayloadAsync("I20:0", "I20:1", 0x20);
        Assert.False(second.IsCompleted);
        Assert.Equal(3, (await TakeAsync(changes, 3)).Count);
        await second.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Payloads_of_several_tables_give_as_much_room_as_they_took()
    {
        var source = new MemorySource(capacity: 2);
        var changes = source.Changes();
        for (uint payload = 1; payload <= 5; payload++)
        {
            var sending = source.SendPayloadAsync($"I{payload:X}0:0", $"I{payload:X}0:1", payload << 4);
            await sending.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(2, (await TakeAsync(changes, 2)).Count);
            await PassAsync(changes);
        }

        await source.SendPayloadAsync("I60:0", "I60:1", 0x60);
        await source.SendPayloadAsync("I70:0", "I70:1", 0x70);
        Assert.False(source.SendPayloadAsync("I80:0", "I80:1", 0x80).IsCompleted);
    }

    [Fact]
    public async Task A_stream_of_one_table_beside_it_gets_the_same_rows_and_both_have_to_finish()
    {
        var changes = _source.Changes();
        var items = _source.Items();
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        _source.Complete();
        Assert.Equal(["item Insert 0/10:0", "part Insert 0/10:1"], await TakeAsync(changes, 100));
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        await foreach (var item in items)
            Assert.Equal(0, item.Id);
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_failure_ends_it_within_a_payload_and_what_was_moved_past_stays_done()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        await using var enumerator = changes.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        _source.Fail(new CdcConnectionException("gone"));
        await Assert.ThrowsAsync<CdcConnectionException>(async () => await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
    }

    [Fact]
    public async Task A_failure_while_it_waits_is_thrown_and_is_no_normal_end()
    {
        var (changes, transactions) = (_source.Changes(), _source.Transactions());
        var payloads = new PayloadStream(_source.Register(SubscriptionScope.Everything));
        await using var ofChanges = changes.GetAsyncEnumerator();
        await using var ofTransactions = transactions.GetAsyncEnumerator();
        await using var ofPayloads = payloads.GetAsyncEnumerator();
        ValueTask<bool>[] moves = [ofChanges.MoveNextAsync(), ofTransactions.MoveNextAsync(), ofPayloads.MoveNextAsync()];
        _source.Fail(new CdcConnectionException("gone"));
        foreach (var move in moves)
            await Assert.ThrowsAsync<CdcConnectionException>(async () => await move);
    }

    [Fact]
    public async Task Closing_drops_what_nobody_is_in_though_an_enumeration_had_begun_it()
    {
        var (changes, transactions) = (_source.Changes(), _source.Transactions());
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        Assert.Single(await TakeAsync(changes, 1));
        await foreach (var transaction in transactions)
            break;
        _source.Close();
        Assert.Empty(await TakeAsync(changes, 10));
        await foreach (var transaction in transactions)
            Assert.Fail("nothing may be delivered");
        Assert.Equal(0u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Cancellation_ends_it_and_it_resumes_behind_what_was_moved_past()
    {
        var changes = _source.Changes();
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        using var cancellation = new CancellationTokenSource();
        await using (var enumerator = changes.GetAsyncEnumerator(cancellation.Token))
        {
            Assert.True(await enumerator.MoveNextAsync());
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await enumerator.MoveNextAsync());
        }

        Assert.Equal(["part Insert 0/10:1"], await TakeAsync(changes, 1));
    }

    [Fact]
    public void Tables_are_named_at_least_once_and_each_only_once()
    {
        Assert.Contains("at least one table", Assert.Throws<ArgumentException>(() => new ChangeSources([])).Message);
        var twice = Assert.Throws<ArgumentException>(() => new ChangeSources([ItemChange.Source, ItemChange.Source]));
        Assert.Contains("public.items is named twice", twice.Message);
    }

    internal static async Task<List<string>> TakeAsync(IAsyncEnumerable<ICdcChange> changes, int count)
    {
        List<string> seen = [];
        await foreach (var change in changes)
        {
            seen.Add($"{(change is ItemChange ? "item" : "part")} {change.Kind} {change.Position}");
            if (seen.Count == count)
                break;
        }

        return seen;
    }

    // Moves past the change that the stream is at, and waits for nothing.
    private static async Task PassAsync(CdcChangeStream changes)
    {
        using var cancellation = new CancellationTokenSource();
        await using var enumerator = changes.GetAsyncEnumerator(cancellation.Token);
        Assert.True(await enumerator.MoveNextAsync());
        var moving = enumerator.MoveNextAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await moving);
    }
}
