using System.Diagnostics;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>What is stored before the server is told, and in which order.</summary>
public class PositionKeeperTests
{
    private readonly List<ulong> _told = [];
    private readonly List<ulong> _saved = [];

    [Fact]
    public async Task One_position_is_stored_at_a_time_and_then_the_newest()
    {
        var (running, most) = (0, 0);
        var go = new TaskCompletionSource();
        var keeper = Keeper(async position =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await go.Task;
            lock (_saved)
                _saved.Add(position.Lsn);
            Interlocked.Decrement(ref running);
        });
        for (ulong position = 1; position <= 5; position++)
            keeper.Offer(position, 0);
        await Task.Delay(50);
        Assert.Empty(_told);
        go.SetResult();
        await keeper.FlushAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(1, most);
        Assert.InRange(_saved.Count, 1, 2);
        Assert.Equal(5u, _saved[^1]);
        Assert.Equal(_saved, _told);
    }

    [Fact]
    public async Task Positions_are_stored_once_a_second_and_the_last_one_at_once_when_the_client_stops()
    {
        var keeper = Keeper(position =>
        {
            lock (_saved)
                _saved.Add(position.Lsn);
            return ValueTask.CompletedTask;
        });
        var began = Stopwatch.GetTimestamp();
        ulong offered = 0;
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMilliseconds(100))
        {
            keeper.Offer(++offered, 0);
            await Task.Delay(5);
        }

        var took = Stopwatch.GetElapsedTime(began);
        lock (_saved)
            Assert.InRange(_saved.Count, 1, 1 + (int)took.TotalSeconds);
        keeper.Offer(++offered, 0);
        began = Stopwatch.GetTimestamp();
        await keeper.FlushAsync();
        // Not when the second is over.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 0, 600);
        Assert.Equal(offered, _saved[^1]);
        Assert.Equal(offered, _told[^1]);
    }

    [Fact]
    public async Task What_was_told_is_never_taken_back_by_what_was_stored_before()
    {
        var (saving, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var keeper = Keeper(_ =>
        {
            saving.TrySetResult();
            return new ValueTask(go.Task);
        });
        keeper.Offer(150, lastChange: 100);
        await saving.Task.WaitAsync(TimeSpan.FromSeconds(20));
        // Meanwhile the consumer has stored a change that is farther by itself.
        keeper.Offer(200, lastChange: 200);
        Assert.Equal([200], _told);
        go.SetResult();
        await keeper.FlushAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(200u, _told[^1]);
        Assert.Equal(_told.Order(), _told);
    }

    [Fact]
    public async Task A_save_that_hangs_ends_with_the_client_and_nobody_is_told()
    {
        var failures = 0;
        var saving = new TaskCompletionSource();
        var keeper = new PositionKeeper(
            async (_, cancellationToken) =>
            {
                saving.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            _told.Add,
            _ => failures++);
        keeper.Offer(150, 0);
        await saving.Task;
        var flushing = keeper.FlushAsync();
        Assert.False(flushing.IsCompleted);
        keeper.Abort();
        await flushing.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(_told);
        Assert.Equal(0, failures);
    }

    private PositionKeeper Keeper(Func<CdcPosition, ValueTask> save) =>
        new((position, _) => save(position), _told.Add, failure => throw failure);
}
