using Apache.Arrow.Types;
using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Hosting;
using Sabot.Cdc.Runtime.Tests.Delivery;

namespace Sabot.Cdc.Runtime.Tests.Telemetry;

/// <summary>What a client logs of its life, with sessions that a test plays.</summary>
public sealed class ClientEventTests
{
    private readonly ScriptedSource _source = new();
    private readonly LogLines _logs = new();

    [Fact]
    public async Task A_graceful_stop_says_up_to_where_everything_is_acknowledged()
    {
        await using var client = Client();
        _source.Session(MemorySource.Progress(100));
        var following = FollowAsync(client);
        await Wait.UntilAsync(() => client.Statistics.AcknowledgedLsn == 100, "the position is acknowledged");
        await client.StopAsync();
        await following;
        Assert.Equal((LogLevel.Information, "Stopped slot tests; acknowledged up to 0/64", null), _logs.One(2));
        Assert.Single(_logs.All);
    }

    [Fact]
    public async Task A_graceful_stop_while_there_is_no_connection_says_the_same()
    {
        await using var client = Client();
        var session = _source.Session(MemorySource.Progress(100));
        var following = FollowAsync(client);
        await Wait.UntilAsync(() => session.Acknowledged == 100, "the position is acknowledged");
        session.Confirmed = 100;
        session.Lose();
        await Wait.UntilAsync(() => session.IsDisposed, "the connection is lost");
        await client.StopAsync();
        await following;
        Assert.Equal((LogLevel.Information, "Stopped slot tests; acknowledged up to 0/64", null), _logs.One(2));
        Assert.Equal(0, _logs.Count(3));
    }

    [Fact]
    public async Task Attempts_to_connect_are_logged_and_the_failure_that_ends_them_once_with_its_exception()
    {
        await using var client = Client(options =>
            (options.ReconnectDelay, options.MaxReconnectDelay) = (TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(2)));
        _source.Session(MemorySource.Progress(100)).Lose();
        _source.Failure(ScriptedSource.Lost());
        _source.Failure(SlotErrors.Gone("tests", 0, isFailover: false));
        var error = await Assert.ThrowsAsync<CdcSlotException>(() => FollowAsync(client));

        await Wait.UntilAsync(() => _logs.Count(3) == 1, "the failure is logged");
        Assert.Equal((LogLevel.Error, "The session of slot tests failed; acknowledged up to 0/64", error), _logs.One(3));
        var attempts = _logs.All.Where(line => line.Id == 20).ToList();
        Assert.Equal(2, attempts.Count);
        Assert.All(attempts.Index(), line =>
        {
            Assert.Equal(LogLevel.Warning, line.Item.Level);
            Assert.Matches(
                $@"^Slot tests has no connection and tries again in 00:00:00\.00\d+ \(failure {line.Index + 1}\): The connection was lost$",
                line.Item.Text);
        });
        Assert.Equal(3, _logs.All.Count);
    }

    [Fact]
    public async Task A_stream_that_is_refused_fails_and_is_not_said_to_be_stopped_gracefully()
    {
        await using var client = Client();
        _source.Session(MemorySource.Progress(100), "no frame"u8.ToArray());
        var error = await Assert.ThrowsAsync<CdcProtocolException>(() => FollowAsync(client));
        await Wait.UntilAsync(() => _logs.Count(3) == 1, "the failure is logged");
        Assert.Equal((LogLevel.Error, "The session of slot tests failed; acknowledged up to 0/64", error), _logs.One(3));
        Assert.Single(_logs.All);
    }

    [Fact]
    public async Task Each_schema_that_comes_is_logged_with_its_generation()
    {
        await using var client = Client();
        _source.Session(Items(1), Items(2));
        var following = FollowAsync(client);
        await Wait.UntilAsync(() => client.Statistics.ChangesDelivered == 2, "the changes are handled");
        Assert.Equal(
            [
                "8 Debug Received the schema of public.items, generation 1",
                "8 Debug Received the schema of public.items, generation 2",
            ],
            _logs.All.Select(line => $"{line.Id} {line.Level} {line.Text}"));
        await client.StopAsync();
        await following;
    }

    [Fact]
    public async Task Columns_that_the_code_does_not_know_are_not_told_again_when_a_new_connection_brings_them()
    {
        await using var client = Client(options => options.ReconnectDelay = TimeSpan.FromMilliseconds(2));
        var session = _source.Session(Items(1, "note"));
        _source.Session(Items(2, "note"));
        var following = FollowAsync(client);
        await Wait.UntilAsync(() => client.Statistics.ChangesDelivered == 1, "the first change is handled");
        session.Lose();
        await Wait.UntilAsync(() => client.Statistics.ChangesDelivered == 2, "the second change is handled");
        Assert.Equal(
            "public.items has columns in the stream that the code was not compiled against, from generation 1 on: note bigint; they are "
                + "ignored until the next scaffold",
            _logs.One(43).Text);
        await client.StopAsync();
        await following;
    }

    [Fact]
    public async Task A_slot_that_cannot_be_looked_at_is_logged_once_and_once_when_it_can_be_again()
    {
        await using var client = Client();
        var (asked, fails) = (0, 0);
        _source.Slot = _ =>
        {
            Interlocked.Increment(ref asked);
            return Volatile.Read(ref fails) == 0 ? Task.FromResult<SlotReport?>(null) : throw ScriptedSource.Lost();
        };
        using var enough = new CancellationTokenSource();
        var watching = new SlotWatch(client, TimeSpan.FromMilliseconds(1)).RunAsync(Logger(), enough.Token);
        await AskedAsync();
        Assert.Empty(_logs.All);
        Volatile.Write(ref fails, 1);
        await AskedAsync();
        Assert.StartsWith("Could not look at slot tests on the server: The connection was lost", _logs.One(67).Text);
        Assert.Equal(LogLevel.Warning, _logs.One(67).Level);
        Volatile.Write(ref fails, 0);
        await AskedAsync();
        Assert.Equal((LogLevel.Information, "Slot tests can be looked at again on the server", null), _logs.One(68));
        await enough.CancelAsync();
        await watching;
        Assert.Equal(2, _logs.All.Count);

        // Three times, of which the first may have begun before the answer was another.
        async Task AskedAsync()
        {
            var until = Volatile.Read(ref asked) + 4;
            await Wait.UntilAsync(() => Volatile.Read(ref asked) >= until, "the server is asked some times");
        }
    }

    [Fact]
    public async Task A_server_that_does_not_answer_about_the_slot_is_logged_as_that()
    {
        await using var client = Client();
        _source.Slot = async cancellationToken =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };
        using var enough = new CancellationTokenSource();
        var watching = new SlotWatch(client, TimeSpan.FromMilliseconds(1), patience: TimeSpan.FromMilliseconds(20)).RunAsync(Logger(), enough.Token);
        await Wait.UntilAsync(() => _logs.All.Count > 0, "the silence is noticed");
        Assert.Equal((LogLevel.Warning, "Could not look at slot tests on the server: it did not answer in time", null), _logs.One(67));
        await enough.CancelAsync();
        await watching;
    }

    private static byte[] Items(uint generation, string? unknown = null)
    {
        var rows = new StreamedTable("I", table: "items") { Positions = [new CdcPosition(generation, 0)] }
            .Column("id", "bigint", Values.Fixed<long>(Int64Type.Default, generation));
        if (unknown is not null)
            rows.Column(unknown, "bigint", Values.Fixed<long>(Int64Type.Default, generation));
        return FrameBytes.Concat(
            MemorySource.OfRelation(rows.SchemaFrame(), 1, generation), MemorySource.OfRelation(rows.BatchFrame(), 1, generation));
    }

    private static async Task FollowAsync(CdcClient client)
    {
        await foreach (var change in client.Subscribe<ItemChange, ItemBatch>())
            _ = change;
    }

    private ILogger Logger() => _logs.CreateLogger("Sabot.Cdc.CdcClient");

    private CdcClient Client(Action<CdcOptions>? configure = null) => _source.Client(configure, Logger());
}
