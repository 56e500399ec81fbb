using System.Collections.Concurrent;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Runtime.Tests.Delivery;
using Xunit.Abstractions;

namespace Sabot.Cdc.Runtime.Tests.Handlers;

public class ParallelismTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_changes_of_a_key_keep_their_order_and_those_of_other_keys_run_beside_them()
    {
        const int Keys = 20;
        const int Batches = 30;
        var random = Seed.Create(output);
        ConcurrentDictionary<long, List<uint>> seen = [];
        Dictionary<long, List<uint>> expected = [];
        var (busy, most, done) = (0, 0, 0);
        using var items = new HandledItems(
            async (change, _) =>
            {
                Max(ref most, Interlocked.Increment(ref busy));
                var (key, position) = (change.Id, change.View.Position);
                await Task.Delay(Random.Shared.Next(3));
                // Still the same change after the wait.
                Assert.Equal((key, position), (change.Id, change.View.Position));
                lock (seen)
                    seen.GetOrAdd(key, _ => []).Add(position.Sequence);
                Interlocked.Increment(ref done);
                Interlocked.Decrement(ref busy);
            },
            options => options.Parallelism = 4);
        var sent = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            var ids = Enumerable.Range(0, random.Next(1, 60)).Select(_ => (long)random.Next(Keys)).ToArray();
            sent += ids.Length;
            for (var row = 0; row < ids.Length; row++)
            {
                if (!expected.TryGetValue(ids[row], out var rows))
                    expected.Add(ids[row], rows = []);
                rows.Add((uint)row);
            }

            await items.SendAsync(new string('I', ids.Length), ids, progress: (ulong)(batch + 1) * 100);
        }

        await items.RunToEndAsync();

        Assert.Equal(sent, done);
        Assert.InRange(most, 2, 4);
        Assert.Equal((ulong)Batches * 100, items.Source.Ledger.Acknowledged);
        Assert.Equal(expected.Keys.Order(), seen.Keys.Order());
        Assert.All(expected, rows => Assert.Equal(rows.Value, seen[rows.Key]));
    }

    [Theory]
    [InlineData("T")]
    [InlineData("OU")]
    public async Task A_truncate_and_an_update_of_the_key_are_handled_alone(string operations)
    {
        var (busy, done) = (0, 0);
        List<string> wrong = [];
        using var items = new HandledItems(
            async (change, _) =>
            {
                var now = Interlocked.Increment(ref busy);
                var isAlone = change.View.Kind != CdcChangeKind.Insert;
                if (isAlone && (now != 1 || done != 40))
                    wrong.Add($"{now} at the same time, {done} done");
                await Task.Delay(isAlone ? 50 : Random.Shared.Next(5));
                if (isAlone && (busy != 1 || done != 40))
                    wrong.Add($"{busy} at the same time, {done} done");
                Interlocked.Increment(ref done);
                Interlocked.Decrement(ref busy);
            },
            options => options.Parallelism = 4);
        var ids = Enumerable.Range(0, 40).Select(id => (long)id).ToArray();
        await items.SendAsync(
            new string('I', 40) + operations + new string('I', 40),
            [.. ids, .. operations.Length == 1 ? [0] : new long[] { 1, 2 }, .. ids],
            progress: 100);

        await items.RunToEndAsync();

        Assert.Empty(wrong);
        Assert.Equal(81, done);
        Assert.Equal(100u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task An_update_that_logs_its_old_row_and_keeps_the_key_has_the_worker_of_its_key()
    {
        var (busy, most) = (0, 0);
        List<CdcPosition> seen = [];
        using var items = new HandledItems(
            async (change, _) =>
            {
                Max(ref most, Interlocked.Increment(ref busy));
                await Task.Delay(2);
                if (change.Id == 7)
                    seen.Add(change.View.Position);
                Interlocked.Decrement(ref busy);
            },
            options => options.Parallelism = 4);
        var ids = Enumerable.Range(0, 20).SelectMany(id => new long[] { id, id, 7, 7 }).ToArray();
        await items.SendAsync(string.Concat(Enumerable.Repeat("OUOU", 20)), ids);

        await items.RunToEndAsync();

        Assert.InRange(most, 2, 4);
        Assert.Equal(21, seen.Count);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task A_table_without_a_key_is_handled_one_change_at_a_time()
    {
        var (busy, most) = (0, 0);
        List<long> seen = [];
        using var items = new HandledItems(
            async (change, _) =>
            {
                Max(ref most, Interlocked.Increment(ref busy));
                await Task.Delay(1);
                seen.Add(change.Id);
                Interlocked.Decrement(ref busy);
            },
            options => options.Parallelism = 4,
            new CdcTable("public", "items", CdcReplicaIdentity.Default, [], [new CdcColumn("id", CdcType.Int64, "bigint", false)]));
        var ids = Enumerable.Range(0, 50).Select(id => (long)id).ToArray();
        await items.SendAsync(new string('I', 50), ids);

        await items.RunToEndAsync();

        Assert.Equal(1, most);
        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task A_failure_of_one_worker_ends_the_others_at_their_next_change()
    {
        var handled = 0;
        using var items = new HandledItems(
            async (change, _) =>
            {
                if (change.Id == 0)
                    throw new FormatException();
                await Task.Delay(5);
                Interlocked.Increment(ref handled);
            },
            options => options.Parallelism = 4);
        var ids = Enumerable.Range(0, 1000).Select(id => (long)id).ToArray();
        await items.SendAsync(new string('I', 1000), ids, progress: 100);

        await Assert.ThrowsAsync<CdcHandlerException>(items.RunToEndAsync);

        Assert.True(handled < 500, $"{handled} changes were handled after the failure");
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Changes_of_two_keys_run_beside_each_other()
    {
        // As many keys as it takes until two have different workers; each waits until another one is busy.
        var (busy, met) = (0, new TaskCompletionSource());
        using var items = new HandledItems(
            async (_, _) =>
            {
                if (Interlocked.Increment(ref busy) == 2)
                    met.TrySetResult();
                await Task.WhenAny(met.Task, Task.Delay(500));
                Interlocked.Decrement(ref busy);
            },
            options => options.Parallelism = 2);
        await items.SendAsync("IIIIIIII", [1, 2, 3, 4, 5, 6, 7, 8]);
        await items.RunToEndAsync();
        Assert.True(met.Task.IsCompleted);
    }

    [Fact]
    public async Task As_many_workers_as_there_may_be_handle_every_change()
    {
        const int Rows = 5_000;
        ConcurrentDictionary<long, int> seen = [];
        using var items = new HandledItems(
            (change, _) =>
            {
                seen.AddOrUpdate(change.Id, 1, (_, count) => count + 1);
                return ValueTask.CompletedTask;
            },
            options => options.Parallelism = 128);
        await items.SendAsync(new string('I', Rows), [.. Enumerable.Range(0, Rows).Select(id => (long)id)], progress: 100);
        await items.RunToEndAsync();
        Assert.Equal(Rows, seen.Count);
        Assert.All(seen.Values, count => Assert.Equal(1, count));
        Assert.Equal(100u, items.Source.Ledger.Acknowledged);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task What_is_left_of_a_batch_when_the_session_fails_is_neither_handled_nor_acknowledged(int workers)
    {
        const int Rows = 1_000;
        var (handled, failed) = (0, new TaskCompletionSource());
        HandledItems? items = null;
        using (items = new HandledItems(
            async (_, _) =>
            {
                var number = Interlocked.Increment(ref handled);
                if (number == 10)
                {
                    items!.Source.Fail(new CdcConnectionException("gone"));
                    failed.SetResult();
                }
                else if (number > 10)
                {
                    await failed.Task;
                }
            },
            options => options.Parallelism = workers))
        {
            await items.SendAsync(new string('I', Rows), [.. Enumerable.Range(0, Rows).Select(id => (long)id)], progress: 100);
            await Assert.ThrowsAsync<CdcConnectionException>(items.RunAsync);
            Assert.InRange(handled, 10, 10 + workers - 1);
            Assert.Equal(0u, items.Source.Ledger.Acknowledged);
        }
    }

    [Fact]
    public async Task A_change_that_has_to_be_handled_alone_is_not_passed_over_when_the_session_fails_before_it()
    {
        List<CdcChangeKind> seen = [];
        HandledItems? items = null;
        using (items = new HandledItems(
            (change, _) =>
            {
                seen.Add(change.Kind);
                items!.Source.Fail(new CdcConnectionException("gone"));
                return ValueTask.CompletedTask;
            },
            options => options.Parallelism = 4))
        {
            await items.SendAsync("IT", [1, 0], progress: 100);
            await Assert.ThrowsAsync<CdcConnectionException>(items.RunAsync);
            Assert.Equal([CdcChangeKind.Insert], seen);
            Assert.Equal(0u, items.Source.Ledger.Acknowledged);
        }
    }

    [Fact]
    public async Task Workers_that_are_aborted_begin_nothing_more_though_their_handler_heeds_no_token()
    {
        const int Rows = 1_000;
        var (handled, aborted) = (0, new TaskCompletionSource());
        HandledItems? items = null;
        using (items = new HandledItems(
            async (_, _) =>
            {
                var number = Interlocked.Increment(ref handled);
                if (number == 10)
                {
                    await items!.Aborting.CancelAsync();
                    aborted.SetResult();
                }
                else if (number > 10)
                {
                    await aborted.Task;
                }
            },
            options => options.Parallelism = 4))
        {
            await items.SendAsync(new string('I', Rows), [.. Enumerable.Range(0, Rows).Select(id => (long)id)], progress: 100);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(items.RunAsync);
            Assert.InRange(handled, 10, 13);
            Assert.Equal(0u, items.Source.Ledger.Acknowledged);
        }
    }

    private static void Max(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
