using System.Diagnostics;
using Sabot.Cdc.Integration.Tests.Harness;

namespace Sabot.Cdc.Runtime.Tests.Delivery;

/// <summary>How sessions end: refused, stopped, aborted, lost, or opened too late.</summary>
public class SessionEndTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task What_came_before_a_malformed_payload_is_delivered_and_acknowledged_and_then_it_is_thrown()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(ManualAcknowledgementTests.Payload(100, 0, 2), new byte[8]);
        List<long> seen = [];
        await Assert.ThrowsAsync<CdcProtocolException>(async () =>
        {
            await foreach (var change in items)
                seen.Add(change.Id);
        });
        Assert.Equal([100, 101], seen);
        await Wait.UntilAsync(() => client.Life.Now.Phase == ConnectionPhase.Failed, limit: Limit);
        Assert.Equal(100u, session.Confirmed);
        Assert.Single(_source.Opened);
        await using var again = items.GetAsyncEnumerator();
        await Assert.ThrowsAsync<CdcProtocolException>(async () => await again.MoveNextAsync());
    }

    [Fact]
    public async Task Disposing_tells_the_server_what_was_finished()
    {
        var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(ManualAcknowledgementTests.Payload(100, 0, 1), ManualAcknowledgementTests.Payload(200, 0, 1));
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.True(await enumerator.MoveNextAsync());
        await client.DisposeAsync();
        Assert.Equal(100u, session.Confirmed);
        Assert.True(session.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await enumerator.MoveNextAsync());
    }

    [Fact]
    public async Task A_connection_that_is_lost_while_streams_are_drained_is_made_again_to_tell_the_server()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var first = _source.Session(ManualAcknowledgementTests.Payload(100, 0, 1));
        await using var enumerator = items.GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var stopping = client.StopAsync();
        first.Lose();
        var second = _source.Session(MemorySource.Progress(200));
        Assert.False(await enumerator.MoveNextAsync());
        await stopping.WaitAsync(Limit);
        Assert.Equal(100u, second.Confirmed);
        Assert.True(first.IsDisposed && second.IsDisposed);
        // Nothing more was received.
        Assert.Equal(100u, client.Statistics.AcknowledgedLsn);
    }

    [Fact]
    public async Task The_last_acknowledgement_is_tried_again_when_the_connection_for_it_fails()
    {
        await using var client = _source.Client();
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session(MemorySource.Progress(100));
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await Wait.UntilAsync(() => session.Acknowledged == 100, limit: Limit);
        session.Lose();
        await Wait.UntilAsync(() => _source.Attempts == 2, limit: Limit);
        var stopping = client.StopAsync();
        await Wait.UntilAsync(() => _source.Cancelled == 1, limit: Limit);
        _source.Failure(ScriptedSource.Lost());
        _source.Failure(ScriptedSource.Lost());
        var last = _source.Session();
        await stopping.WaitAsync(Limit);
        Assert.Equal(100u, last.Confirmed);
        Assert.False(await moving);
    }

    [Fact]
    public async Task The_next_attempt_comes_when_the_wait_is_over()
    {
        var wait = TimeSpan.FromMilliseconds(600);
        await using var client = _source.Client(options => (options.ReconnectDelay, options.MaxReconnectDelay) = (wait, wait));
        var items = client.Subscribe<ItemChange, ItemBatch>();
        var session = _source.Session();
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await Wait.UntilAsync(() => _source.Opened.Count == 1, limit: Limit);
        var began = Stopwatch.GetTimestamp();
        session.Lose();
        await Wait.UntilAsync(() => _source.Attempts == 2, limit: Limit);
        Assert.True(Stopwatch.GetElapsedTime(began) >= wait / 2 - TimeSpan.FromMilliseconds(20));
        await client.StopAsync();
        Assert.False(await moving);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_opens_when_the_client_has_ended_is_closed(bool isSoon)
    {
        var source = new LateSource(isSoon);
        await using var client = new CdcClient(ScriptedSource.Options(), source, null);
        var items = client.Subscribe<ItemChange, ItemBatch>();
        await using var enumerator = items.GetAsyncEnumerator();
        var moving = enumerator.MoveNextAsync();
        await source.Opening.Task.WaitAsync(Limit);
        await client.StopAsync().WaitAsync(Limit);
        Assert.False(await moving);
        if (!isSoon)
            source.Go.TrySetResult();
        await Wait.UntilAsync(() => source.Session.IsDisposed, limit: Limit);
    }

    /// <summary>A server that heeds no cancellation: it lets the client in when that has given up, or later.</summary>
    private sealed class LateSource(bool isSoon) : ISessionSource
    {
        internal TaskCompletionSource Opening { get; } = new();

        internal TaskCompletionSource Go { get; } = new();

        internal ScriptedSession Session { get; } = new();

        public async Task<ISession> OpenAsync(SubscribedTables tables, ResumePoint resume, CancellationToken cancellationToken)
        {
            Opening.TrySetResult();
            if (isSoon)
                cancellationToken.Register(() => _ = GoSoonAsync());
            await Go.Task;
            return Session;
        }

        public Task<SlotReport?> ReadSlotAsync(CancellationToken cancellationToken) => throw ScriptedSource.Lost();

        private async Task GoSoonAsync()
        {
            await Task.Delay(50);
            Go.TrySetResult();
        }
    }
}
