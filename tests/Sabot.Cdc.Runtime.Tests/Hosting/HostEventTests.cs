using Apache.Arrow.Types;
using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Hosting;

/// <summary>What a host logs of its handlers, with sessions that a test plays.</summary>
public sealed class HostEventTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task Handlers_are_named_when_they_start_and_said_to_have_finished_when_they_stop()
    {
        _source.Session();
        await using var host = await ScriptedHost.StartAsync(
            _source, "events", (_, _) => ValueTask.CompletedTask, more: cdc => cdc.AddHandler(_ => new PartsHandler()));
        await StreamingAsync(host);
        await host.StopAsync();
        Assert.Equal(
            (LogLevel.Information, "Handling the changes of slot events: public.items, public.parts", null), host.Logs.One(60));
        Assert.Equal((LogLevel.Information, "The handlers of slot events have finished what they had", null), host.Logs.One(65));
        Assert.Equal([60, 2, 65], Ids(host));
    }

    [Fact]
    public async Task A_host_without_handlers_says_nothing_of_them()
    {
        await using var host = await ScriptedHost.StartAsync(_source, "events");
        await host.StopAsync();
        Assert.Empty(Ids(host));
    }

    [Fact]
    public async Task A_failed_handler_is_logged_with_its_exception_and_so_is_that_the_host_is_stopped_for_it()
    {
        _source.Session(Items());
        await using var host = await ScriptedHost.StartAsync(_source, "events", (_, _) => throw new FormatException());
        var error = await Assert.ThrowsAsync<CdcHandlerException>(() => Wait.ForAsync(host.Running, "the host stops"));
        Assert.Equal((LogLevel.Error, "The changes of public.items in slot events are no longer handled", error), host.Logs.One(63));
        Assert.Equal(
            (
                LogLevel.Critical,
                "Stopping the host, because the changes of slot events are no longer handled; set StopHostOnFailure to false to let it "
                    + "go on without them",
                null),
            host.Logs.One(64));
        Assert.Equal(0, host.Logs.Count(65));
    }

    [Fact]
    public async Task A_failure_of_the_client_is_logged_by_the_client_alone_however_many_handlers_it_ends()
    {
        _source.Failure(new CdcConnectionException("The password is wrong", isTransient: false));
        await using var host = await ScriptedHost.StartAsync(
            _source, "events", (_, _) => ValueTask.CompletedTask, more: cdc => cdc.AddHandler(_ => new PartsHandler()));
        var error = await Assert.ThrowsAsync<CdcConnectionException>(() => Wait.ForAsync(host.Running, "the host stops"));
        Assert.Same(error, host.Logs.One(3).Exception);
        Assert.Equal([3, 60, 64], Ids(host).Order());
    }

    [Fact]
    public async Task A_shutdown_timeout_cancels_the_handler_and_is_logged()
    {
        _source.Session(Items());
        var (called, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await ScriptedHost.StartAsync(
            _source,
            "events",
            async (_, cancellationToken) =>
            {
                await using var registration = cancellationToken.Register(cancelled.SetResult);
                called.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            shutdownTimeout: TimeSpan.FromMilliseconds(50));
        await called.Task;
        await host.StopAsync();
        await Wait.ForAsync(cancelled.Task, "the handler is cancelled");
        Assert.Equal(
            (
                LogLevel.Warning,
                "The host's shutdown timeout was over before the handlers of slot events had finished; what was not done comes again "
                    + "after the next start",
                null),
            host.Logs.One(66));
        Assert.Equal(0, host.Logs.Count(65));
    }

    [Fact]
    public async Task A_stop_without_the_server_s_word_is_logged_with_the_reason()
    {
        var session = _source.Session(MemorySource.Progress(100));
        await using var host = await ScriptedHost.StartAsync(_source, "events", (_, _) => ValueTask.CompletedTask);
        await UnconfirmedAsync(host, session);
        await host.StopAsync();
        NotConfirmed(host);
        Assert.Equal(0, host.Logs.Count(65));
    }

    [Fact]
    public async Task So_is_the_end_of_a_client_whose_host_goes_on_without_it()
    {
        var session = _source.Session(Items(), MemorySource.Progress(FrameBytes.Position));
        var fail = new TaskCompletionSource();
        await using var host = await ScriptedHost.StartAsync(
            _source,
            "events",
            async (change, _) =>
            {
                if (change.Position.Lsn == FrameBytes.Position + 1)
                {
                    await fail.Task;
                    throw new FormatException();
                }
            },
            more: cdc => cdc.ConfigureHosting(options => options.StopHostOnFailure = false));
        session.Send(Items(FrameBytes.Position + 1));
        await Wait.UntilAsync(() => session.Acknowledged == FrameBytes.Position, "the first change is acknowledged");
        session.Lose();
        await Wait.UntilAsync(() => session.IsDisposed, "the connection is lost");
        fail.SetResult();
        await Wait.UntilAsync(() => host.Logs.Count(69) == 1, "that is logged");
        Assert.StartsWith("Slot events was stopped without the server's word on it: ", host.Logs.One(69).Text);
        Assert.False(host.Running.IsCompleted);
    }

    private static void NotConfirmed(ScriptedHost host)
    {
        var (level, text, _) = host.Logs.One(69);
        Assert.Equal(LogLevel.Warning, level);
        Assert.StartsWith("Slot events was stopped without the server's word on it: ", text);
        Assert.Contains("0/64", text);
    }

    // Acknowledged, and lost before the slot shows it.
    private static async Task UnconfirmedAsync(ScriptedHost host, ScriptedSession session)
    {
        await Wait.UntilAsync(() => session.Acknowledged == 100, "the position is acknowledged");
        session.Lose();
        await Wait.UntilAsync(() => host.Client.Life.Now.Phase == ConnectionPhase.Reconnecting, "the connection is lost");
    }

    private static Task StreamingAsync(ScriptedHost host) =>
        Wait.UntilAsync(() => host.Client.Life.Now.Phase == ConnectionPhase.Streaming, "the client streams");

    private static IEnumerable<int> Ids(ScriptedHost host) => host.Logs.All
        .Where(line => line.Category.StartsWith("Sabot.Cdc", StringComparison.Ordinal))
        .Select(line => line.Id);

    private static byte[] Items(ulong lsn = FrameBytes.Position)
    {
        var rows = new StreamedTable("I", table: "items") { Positions = [new CdcPosition(lsn, 0)] }
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, 1));
        return FrameBytes.Concat(rows.SchemaFrame(), rows.BatchFrame());
    }

    private sealed class PartsHandler : ICdcHandler<PartChange>
    {
        public ValueTask HandleAsync(PartChange change, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
