using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Hosting;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Handlers;

public class HandlerRunTests
{
    private readonly List<long> _seen = [];
    private readonly LogLines _logs = new();

    [Fact]
    public async Task Changes_are_handled_in_order_and_done_when_their_task_is()
    {
        var wait = new TaskCompletionSource();
        using var items = new HandledItems(async (change, _) =>
        {
            if (_seen.Count == 3)
                await wait.Task;
            _seen.Add(change.Id);
        });
        await items.SendAsync("IIOUD", [1, 2, 3, 3, 4], progress: 100);
        var run = items.RunToEndAsync();
        await Task.Delay(50);
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
        wait.SetResult();
        await run;

        Assert.Equal([1, 2, 3, 4], _seen);
        Assert.Equal(100u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_failing_handler_ends_its_stream_before_the_change_and_says_which_it_is()
    {
        using var items = new HandledItems((change, _) =>
        {
            if (change.Id == 2)
                throw new FormatException("secret-value");
            _seen.Add(change.Id);
            return ValueTask.CompletedTask;
        });
        await items.SendAsync("I", [1], progress: 100);
        await items.SendAsync("III", [1, 2, 3], progress: 200);

        var error = await Assert.ThrowsAsync<CdcHandlerException>(items.RunToEndAsync);

        Assert.Equal([1, 1], _seen);
        Assert.Equal(100u, items.Source.Ledger.Acknowledged);
        Assert.IsType<FormatException>(error.InnerException);
        Assert.Equal(("public.items", "ItemsHandler", 1u), (error.Table, error.Handler, error.Position.Sequence));
        Assert.Equal(
            $"Handler ItemsHandler failed with FormatException on the Insert of public.items at {error.Position} (tried "
                + "once); the stream of public.items ends before this change, which comes again after the next start. "
                + "Mend the handler, or set RetryAttempts, or OnFailure to Park.",
            error.Message);
    }

    [Fact]
    public async Task A_failure_of_the_session_ends_the_run_with_it()
    {
        using var items = new HandledItems((_, _) => ValueTask.CompletedTask);
        var run = items.RunAsync();
        items.Source.Fail(new CdcConnectionException("gone"));
        Assert.Equal("gone", (await Assert.ThrowsAsync<CdcConnectionException>(() => run)).Message);
    }

    [Fact]
    public async Task Retries_come_before_the_next_change_until_one_succeeds()
    {
        var failures = 3;
        using var items = new HandledItems(
            (change, _) =>
            {
                _seen.Add(change.Id);
                return change.Id == 2 && failures-- > 0 ? throw new IOException() : ValueTask.CompletedTask;
            },
            options => options.RetryAttempts = 3,
            logger: _logs.CreateLogger("Sabot.Cdc.Handlers"));
        await items.SendAsync("III", [1, 2, 3], progress: 100);

        await items.RunToEndAsync();

        Assert.Equal([1, 2, 2, 2, 2, 3], _seen);
        Assert.Equal(100u, items.Source.Ledger.Acknowledged);
        var position = new CdcPosition(FrameBytes.Position, 1);
        Assert.Equal(3, _logs.All.Count);
        Assert.All(_logs.All.Index(), line =>
        {
            Assert.Equal((61, LogLevel.Warning, typeof(IOException)), (line.Item.Id, line.Item.Level, line.Item.Exception?.GetType()));
            Assert.Matches(
                $@"^Handler ItemsHandler failed on the Insert of public\.items at {position}, attempt {line.Index + 1}; trying again in 00:00:00\.\d+$",
                line.Item.Text);
        });
    }

    [Fact]
    public async Task When_retries_are_used_up_the_stream_ends()
    {
        var calls = 0;
        using var items = new HandledItems(
            (_, _) =>
            {
                calls++;
                throw new IOException();
            },
            options => options.RetryAttempts = 2);
        await items.SendAsync("I", [1], progress: 100);

        var error = await Assert.ThrowsAsync<CdcHandlerException>(items.RunToEndAsync);

        Assert.Equal(3, calls);
        Assert.Contains("(tried 3 times)", error.Message);
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task What_the_last_attempt_threw_is_what_ends_the_stream()
    {
        var calls = 0;
        using var items = new HandledItems(
            (_, _) => throw new IOException($"attempt {++calls}"),
            options => options.RetryAttempts = 2);
        await items.SendAsync("I", [1], progress: 100);
        var error = await Assert.ThrowsAsync<CdcHandlerException>(items.RunToEndAsync);
        Assert.Equal("attempt 3", error.InnerException!.Message);
    }

    [Fact]
    public async Task Retrying_for_ever_ends_when_the_host_stops_and_the_change_is_not_done()
    {
        var called = new TaskCompletionSource();
        using var items = new HandledItems(
            (_, _) =>
            {
                called.TrySetResult();
                throw new IOException();
            },
            options => (options.RetryAttempts, options.RetryDelay, options.MaxRetryDelay) =
                (null, TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        await items.SendAsync("I", [1], progress: 100);
        var run = items.RunToEndAsync();
        await called.Task;

        await items.Stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task Aborting_cancels_the_handlers_token_and_nothing_further_is_handled()
    {
        var called = new TaskCompletionSource();
        using var items = new HandledItems(
            async (change, cancellationToken) =>
            {
                _seen.Add(change.Id);
                called.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            options => options.RetryAttempts = null);
        await items.SendAsync("II", [1, 2], progress: 100);
        var run = items.RunToEndAsync();
        await called.Task;

        await items.Aborting.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal([1], _seen);
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_handler_that_answers_to_its_token_with_another_exception_has_not_failed(int attempt)
    {
        var called = new TaskCompletionSource();
        var calls = 0;
        using var items = new HandledItems(
            async (_, cancellationToken) =>
            {
                if (calls++ < attempt)
                    throw new IOException("a failure");
                called.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new IOException("the connection was closed");
            },
            options => options.RetryAttempts = 1);
        await items.SendAsync("I", [1], progress: 100);
        var run = items.RunToEndAsync();
        await called.Task;

        await items.Aborting.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(attempt + 1, calls);
        Assert.Equal(0u, items.Source.Ledger.Acknowledged);
    }

    [Fact]
    public async Task With_one_worker_nothing_is_allocated_for_a_change()
    {
        const int Rows = 10_000;
        long sum = 0;
        List<long> allocated = [];
        long before = 0;
        var row = 0;
        using var items = new HandledItems((change, _) =>
        {
            // From the first to the last change of each batch.
            if (row == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            sum += change.Id;
            if (++row == Rows)
            {
                allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
                row = 0;
            }

            return ValueTask.CompletedTask;
        });
        var ids = Enumerable.Range(0, Rows).Select(id => (long)id).ToArray();
        for (var batch = 0; batch < 3; batch++)
            await items.SendAsync(new string('I', Rows), ids);

        await items.RunToEndAsync();

        Assert.Equal(3L * Rows * (Rows - 1) / 2, sum);
        // The least of three: a collection adds the unused end of the thread's allocation buffer.
        Assert.Equal(0, allocated.Min());
    }
}
