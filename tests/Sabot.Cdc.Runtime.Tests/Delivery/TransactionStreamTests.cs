namespace Sabot.Cdc.Runtime.Tests.Delivery;

public class TransactionStreamTests
{
    private readonly MemorySource _source = new();

    [Fact]
    public async Task Each_transaction_comes_with_its_changes_of_all_tables_in_order()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I20:1", "I10:1 I20:0", 0x20);
        await _source.SendPayloadAsync("", "I30:0", 0x30);
        _source.Complete();

        Assert.Equal(
            [
                "10: item Insert 0/10:0, part Insert 0/10:1",
                "20: part Insert 0/20:0, item Insert 0/20:1",
                "30: part Insert 0/30:0",
            ],
            await ReadAsync(transactions));
        Assert.Equal(0x30u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_transaction_of_several_payloads_is_one_and_is_read_while_it_arrives()
    {
        var source = new MemorySource(capacity: 1);
        var transactions = source.Transactions();
        await source.SendPayloadAsync("I10:0 I20:0", "I10:1");
        var second = source.SendPayloadAsync("I20:2", "I20:1");
        await using var enumerator = transactions.GetAsyncEnumerator();

        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(["item Insert 0/10:0", "part Insert 0/10:1"], await ChangeStreamTests.TakeAsync(enumerator.Current, 100));
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(0x20u, enumerator.Current.Lsn);
        await using (var changes = enumerator.Current.GetAsyncEnumerator())
        {
            Assert.True(await changes.MoveNextAsync());
            Assert.False(second.IsCompleted);
            Assert.True(await changes.MoveNextAsync());
            Assert.Equal(1u, changes.Current.Position.Sequence);
            await second.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.True(await changes.MoveNextAsync());
            var third = changes.MoveNextAsync();
            Assert.False(third.IsCompleted);
            await source.SendPayloadAsync("I20:3 I30:0", "", 0x30);
            Assert.True(await third);
            Assert.Equal(new CdcPosition(0x20, 3), changes.Current.Position);
            Assert.False(await changes.MoveNextAsync());
        }

        Assert.Equal(0u, source.Ledger.Acknowledged);
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(0x30u, enumerator.Current.Lsn);
        Assert.Equal(0u, source.Ledger.Acknowledged);
        source.Complete();
        Assert.False(await enumerator.MoveNextAsync());
        Assert.Equal(0x30u, source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Its_end_is_known_without_waiting_for_the_next_one()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(["item Insert 0/10:0"], await ChangeStreamTests.TakeAsync(enumerator.Current, 100));
    }

    [Fact]
    public async Task Its_end_is_known_when_its_last_payload_has_only_rows_of_other_tables()
    {
        var transactions = _source.Transactions(ItemChange.Source);
        _source.Parts();
        await _source.SendPayloadAsync("I10:0", "I10:1");
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await using var changes = enumerator.Current.GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        var end = changes.MoveNextAsync();
        await _source.SendPayloadAsync("", "I10:2");
        Assert.False(end.IsCompleted);
        await _source.SendPayloadAsync("", "I10:3", 0x10);
        Assert.False(await end);

        var next = enumerator.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await _source.SendPayloadAsync("I20:0", "", 0x20);
        Assert.True(await next);
        Assert.Equal(0x20u, enumerator.Current.Lsn);
    }

    [Fact]
    public async Task A_transaction_whose_end_comes_behind_its_rows_is_acknowledged_when_it_was_moved_past()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "");
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await using var changes = enumerator.Current.GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        var end = changes.MoveNextAsync();
        await _source.SendProgressAsync(0x10);
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        Assert.False(await end);
        Assert.Equal(0u, _source.Ledger.Acknowledged);
        var next = enumerator.MoveNextAsync();
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
        _source.Complete();
        Assert.False(await next);
    }

    [Fact]
    public async Task Progress_of_transactions_before_it_does_not_end_it()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I20:0", "", 0x10);
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.True(await enumerator.MoveNextAsync());
        await using var changes = enumerator.Current.GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        var more = changes.MoveNextAsync();
        await _source.SendProgressAsync(0x10);
        Assert.False(more.IsCompleted);
        await _source.SendPayloadAsync("", "I20:1", 0x20);
        Assert.True(await more);
    }

    [Fact]
    public async Task Moving_on_finishes_a_transaction_that_was_not_read_to_its_end()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I10:1", "I10:2");
        await _source.SendPayloadAsync("I10:3 I20:1", "I20:0", 0x20);
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(["item Insert 0/10:0"], await ChangeStreamTests.TakeAsync(enumerator.Current, 1));
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(["part Insert 0/20:0", "item Insert 0/20:1"], await ChangeStreamTests.TakeAsync(enumerator.Current, 100));
        _source.Complete();
        Assert.False(await enumerator.MoveNextAsync());
        Assert.Equal(0x20u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_handler_that_tries_again_gets_the_whole_transaction_again()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I10:1 I20:0", "", 0x20);
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        string[] whole = ["item Insert 0/10:0", "item Insert 0/10:1"];
        Assert.Equal(whole[..1], await ChangeStreamTests.TakeAsync(enumerator.Current, 1));
        Assert.Equal(whole, await ChangeStreamTests.TakeAsync(enumerator.Current, 100));
        Assert.Equal(whole, await ChangeStreamTests.TakeAsync(enumerator.Current, 100));
    }

    [Fact]
    public async Task An_enumeration_that_ended_within_a_transaction_is_resumed_with_all_of_it()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I20:0", "I20:1", 0x20);
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var transaction in transactions)
            {
                if (transaction.Lsn == 0x10)
                    continue;
                await foreach (var change in transaction)
                    throw new FormatException();
            }
        });

        _source.Complete();
        Assert.Equal(["20: item Insert 0/20:0, part Insert 0/20:1"], await ReadAsync(transactions));
        Assert.Equal(0x20u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_transaction_that_was_read_to_its_end_and_then_failed_comes_again()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "I10:1", 0x10);
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var transaction in transactions)
            {
                Assert.Equal(2, (await ChangeStreamTests.TakeAsync(transaction, 100)).Count);
                throw new FormatException();
            }
        });
        Assert.Equal(0u, _source.Ledger.Acknowledged);

        _source.Complete();
        Assert.Equal(["10: item Insert 0/10:0, part Insert 0/10:1"], await ReadAsync(transactions));
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_failure_and_a_cancellation_neither_changes_nor_transactions_come_that_are_there_already(bool isCancelled)
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I10:1 I20:0", "", 0x20);
        using var cancellation = new CancellationTokenSource();
        await using (var enumerator = transactions.GetAsyncEnumerator(cancellation.Token))
        {
            Assert.True(await enumerator.MoveNextAsync());
            await using var changes = enumerator.Current.GetAsyncEnumerator();
            Assert.True(await changes.MoveNextAsync());
            if (isCancelled)
                await cancellation.CancelAsync();
            else
                _source.Fail(new CdcConnectionException("gone"));
            await ThrowsAsync(changes.MoveNextAsync);
            await ThrowsAsync(enumerator.MoveNextAsync);
        }

        if (!isCancelled)
        {
            await using var again = transactions.GetAsyncEnumerator();
            await ThrowsAsync(again.MoveNextAsync);
        }

        Assert.Equal(0u, _source.Ledger.Acknowledged);

        async Task ThrowsAsync(Func<ValueTask<bool>> move)
        {
            if (isCancelled)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await move());
            else
                await Assert.ThrowsAsync<CdcConnectionException>(async () => await move());
        }
    }

    [Fact]
    public async Task After_a_failure_a_transaction_that_was_begun_is_not_begun_again()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I10:1", "", 0x10);
        await foreach (var transaction in transactions)
            break;
        _source.Fail(new CdcConnectionException("gone"));
        await using var again = transactions.GetAsyncEnumerator();
        await Assert.ThrowsAsync<CdcConnectionException>(async () => await again.MoveNextAsync());
    }

    [Fact]
    public async Task Once_the_end_of_a_transaction_was_said_idle_progress_needs_nobody_who_reads()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "");
        await _source.SendProgressAsync(0x10);
        using var cancellation = new CancellationTokenSource();
        await using (var enumerator = transactions.GetAsyncEnumerator(cancellation.Token))
        {
            Assert.True(await enumerator.MoveNextAsync());
            var next = enumerator.MoveNextAsync();
            Assert.Equal(0x10u, _source.Ledger.Acknowledged);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        }

        await _source.SendProgressAsync(0x20);
        Assert.Equal(0x20u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_transaction_whose_beginning_was_let_go_is_never_delivered_in_part()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "");
        await _source.SendPayloadAsync("I10:1 I20:0", "", 0x20);
        await foreach (var transaction in transactions)
        {
            Assert.Equal(2, (await ChangeStreamTests.TakeAsync(transaction, 100)).Count);
            var twice = await Assert.ThrowsAsync<InvalidOperationException>(() => ChangeStreamTests.TakeAsync(transaction, 1));
            Assert.Contains("Transaction 0/10 came in several payloads", twice.Message);
            break;
        }

        var error = await Assert.ThrowsAsync<CdcIncompleteTransactionException>(() => ReadAsync(transactions));
        Assert.Equal(0x10u, error.Lsn);
        Assert.Contains("make a new client", error.Message);
        Assert.Equal(0u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_client_that_stops_within_a_transaction_does_not_let_it_look_complete()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        await _source.SendPayloadAsync("I20:0", "I20:1");
        _source.Complete();

        List<ulong> complete = [];
        var error = await Assert.ThrowsAsync<CdcIncompleteTransactionException>(async () =>
        {
            await foreach (var transaction in transactions)
            {
                await ChangeStreamTests.TakeAsync(transaction, 100);
                complete.Add(transaction.Lsn);
            }
        });
        Assert.Equal([0x10u], complete);
        Assert.Equal(0x20u, error.Lsn);
        Assert.Equal(0x10u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_client_that_stops_while_a_transaction_is_skipped_ends_the_stream()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "");
        _source.Complete();
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
        Assert.Equal(0u, _source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_transaction_that_was_moved_past_is_stale_and_so_are_its_changes()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "", 0x10);
        await _source.SendPayloadAsync("I20:0", "", 0x20);
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var first = enumerator.Current;
        await using var changes = first.GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        var change = changes.Current;
        Assert.True(await enumerator.MoveNextAsync());

        await Assert.ThrowsAsync<CdcStaleViewException>(async () => await changes.MoveNextAsync());
        await Assert.ThrowsAsync<CdcStaleViewException>(() => ChangeStreamTests.TakeAsync(first, 1));
        Assert.Throws<CdcStaleViewException>(() => change.Position);
        Assert.Equal(new CdcPosition(0x10, uint.MaxValue), first.Position);
        Assert.Equal(2025, first.CommitTime.Year);
        Assert.Equal(700u, first.TransactionId);
    }

    [Fact]
    public async Task Two_readers_of_one_transaction_at_once_are_refused()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0 I10:1", "", 0x10);
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await using var one = enumerator.Current.GetAsyncEnumerator();
        Assert.True(await one.MoveNextAsync());
        await using var other = enumerator.Current.GetAsyncEnumerator();
        Assert.True(await other.MoveNextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await one.MoveNextAsync());
        Assert.True(await other.MoveNextAsync());
    }

    [Fact]
    public async Task Cancelling_the_reading_of_a_transaction_leaves_the_stream_at_it()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "");
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        using var cancellation = new CancellationTokenSource();
        await using (var changes = enumerator.Current.GetAsyncEnumerator(cancellation.Token))
        {
            Assert.True(await changes.MoveNextAsync());
            var waits = changes.MoveNextAsync();
            await cancellation.CancelAsync();
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits);
            Assert.Equal(cancellation.Token, error.CancellationToken);
        }

        await _source.SendPayloadAsync("I20:0", "I10:1", 0x20);
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(0x20u, enumerator.Current.Lsn);
    }

    [Fact]
    public async Task A_failure_within_a_transaction_reaches_its_reader()
    {
        var transactions = _source.Transactions();
        await _source.SendPayloadAsync("I10:0", "");
        await using var enumerator = transactions.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await using var changes = enumerator.Current.GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        var waits = changes.MoveNextAsync();
        _source.Fail(new CdcConnectionException("gone"));
        await Assert.ThrowsAsync<CdcConnectionException>(async () => await waits);
        await Assert.ThrowsAsync<CdcConnectionException>(async () => await enumerator.MoveNextAsync());
    }

    private static async Task<List<string>> ReadAsync(CdcTransactionStream transactions)
    {
        List<string> read = [];
        await foreach (var transaction in transactions)
        {
            var changes = await ChangeStreamTests.TakeAsync(transaction, 1000);
            read.Add($"{transaction.Lsn:X}: {string.Join(", ", changes)}");
        }

        return read;
    }
}
