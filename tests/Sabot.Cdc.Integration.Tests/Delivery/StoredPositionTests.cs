using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Consumers that keep their position themselves.</summary>
[Collection(ServerCollection.Name)]
public sealed class StoredPositionTests(ServerFixture fixture)
{
    private readonly List<CdcPosition> _saved = [];

    [Fact]
    public async Task AStoredPositionResumesInTheMiddleOfATransaction()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "stored_position");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 10) n");
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(11, 20) n");
        var seen = new List<long>();
        CdcPosition? done = null;
        foreach (var take in (int[])[4, 9, 7])
        {
            await using var client = Client(database, done);
            await foreach (var change in client.Accounts())
            {
                seen.Add(change.Key.Id);
                done = change.Position;
                if (seen.Count is 4 or 13 or 20)
                    break;
            }
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task AStoredPositionHoldsOverALostConnectionThoughTheSlotHasMovedOn()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "stored_reconnect");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 3) n");
        CdcPosition done;
        await using (var first = Client(database, null))
            done = await ReachAsync(first, 2);

        await using var client = Client(database, done);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (4, 0)");
        await rows.WaitForAsync(2);
        await Wait.UntilAsync(async () => await database.ConfirmedAsync() > done.Lsn, "the slot is behind the stored position");
        await database.EndClientsAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (5, 0)");
        Assert.Equal([3, 4, 5], await rows.WaitForAsync(3));
    }

    [Fact]
    public async Task IdleProgressIsStoredBeforeTheSlotMoves()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "stored_progress");
        await database.CreateSlotAsync();
        await using (var client = Client(database, null))
        {
            _ = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.ExecuteAsync("INSERT INTO transfers VALUES (1, 0, 0)");
            await database.CaughtUpAsync(client);
            await client.StopAsync();
        }

        var confirmed = await database.ConfirmedAsync();
        lock (_saved)
        {
            Assert.True(_saved[^1].Lsn >= confirmed, $"Stored is {_saved[^1]}, and the slot is at {confirmed:X}.");
            Assert.All(_saved, position => Assert.Equal(uint.MaxValue, position.Sequence));
        }

        // At the very end of the WAL, or close to it.
        await using (var idle = Client(database, _saved[^1]))
        {
            var nothing = Follower.Start(idle.Accounts(), change => change.Key.Id);
            await database.StreamingAsync();
            await idle.StopAsync();
            await Wait.ForAsync(nothing.Completion, "the stream ends normally");
        }

        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await using var next = Client(database, _saved[^1]);
        Assert.Equal([1], await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));
    }

    [Fact]
    public async Task APositionThatTheSlotHasPassedIsRefused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "passed_position");
        await database.CreateSlotAsync();
        var before = await database.ConfirmedAsync();
        await using (var client = database.Client())
        {
            _ = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            await database.CaughtUpAsync(client);
            await client.StopAsync();
        }

        var error = await RefusedAsync(database, new CdcPosition(before, 0));
        Assert.Contains("passed_position was told that all is done", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APositionOfAnotherServerOrOfASlotThatIsMissingIsRefused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "unknown_position");
        Assert.Contains("does not exist", (await RefusedAsync(database, new CdcPosition(1, 0))).Message, StringComparison.Ordinal);
        await database.CreateSlotAsync();
        Assert.Contains("beyond", (await RefusedAsync(database, new CdcPosition(ulong.MaxValue / 2, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APositionOfAnotherHistoryIsRefused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "other_history");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 2) n");
        CdcPosition done;
        CdcTimeline timeline;
        await using (var client = Client(database, null))
        {
            Assert.Null(client.ServerTimeline);
            done = await ReachAsync(client, 1);
            timeline = client.ServerTimeline!.Value;
        }

        Assert.Equal(
            timeline.ToString(),
            await database.QueryAsync<string>("SELECT system_identifier || '/' || timeline_id FROM pg_control_system(), pg_control_checkpoint()"));
        var error = await RefusedAsync(database, done, timeline with { SystemIdentifier = timeline.SystemIdentifier + 1 });
        Assert.Contains($"another cluster ({timeline.SystemIdentifier})", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("start without a StartPosition.", error.Message, StringComparison.Ordinal);
        error = await RefusedAsync(database, done, timeline with { Id = timeline.Id + 1 });
        Assert.Contains("a primary that was replaced", error.Message, StringComparison.Ordinal);
        await using var next = Client(database, done, timeline);
        Assert.Equal([2], await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));
    }

    /// <summary>Follows the accounts up to and with one of them, and gives its position.</summary>
    private static async Task<CdcPosition> ReachAsync(CdcClient client, long id)
    {
        await foreach (var change in client.Accounts())
        {
            if (change.Key.Id == id)
                return change.Position;
        }

        throw new InvalidOperationException($"The stream ended before account {id}.");
    }

    private static async Task<CdcPositionException> RefusedAsync(TestDatabase database, CdcPosition start, CdcTimeline? timeline = null)
    {
        await using var client = new StoredPositionTests(null!).Client(database, start, timeline);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        return await Assert.ThrowsAsync<CdcPositionException>(() => Wait.ForAsync(rows.Completion, "the stream refuses to start"));
    }

    private CdcClient Client(TestDatabase database, CdcPosition? start, CdcTimeline? timeline = null) => database.Client(options =>
    {
        options.StartPosition = start;
        options.StartTimeline = timeline;
        options.SavePosition = (position, _, _) =>
        {
            lock (_saved)
                _saved.Add(position);
            return ValueTask.CompletedTask;
        };
    });
}
