using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Leaving a stream and coming back: within a client, and with the next one.</summary>
[Collection(ServerCollection.Name)]
public sealed class ResumeTests(ServerFixture fixture)
{
    [Fact]
    public async Task AfterAGracefulStopTheNextClientRepeatsNothingAndMissesNothing()
    {
        const int Each = 500;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "graceful_stop");
        await database.CreateSlotAsync();
        var seen = new List<long>();
        var writing = WriteOneByOneAsync(database, 3 * Each);

        for (var run = 1; run <= 3; run++)
        {
            await using var client = database.Client(options => options.CoalesceInterval = TimeSpan.FromMilliseconds(run % 2 * 10));
            var follower = Follower.Start(client.Accounts(), change => change.Key.Id);
            await follower.WaitForAsync(run == 3 ? 3 * Each - seen.Count : Each / 2);
            await client.StopAsync();
            await Wait.ForAsync(follower.Completion, "the stream ends after StopAsync");
            seen.AddRange(follower.Items);
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, 3 * Each).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task AfterABreakTheUnfinishedChangeComesAgain()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "break_out");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 10) n");
        await using var client = database.Client();
        var stream = client.Accounts();
        var seen = new List<long>();

        await BreakAtAsync(4);
        await BreakAtAsync(4);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () =>
        {
            await foreach (var change in stream)
            {
                seen.Add(change.Key.Id);
                if (change.Key.Id == 7)
                    throw new InvalidTimeZoneException("The consumer failed.");
            }
        });
        await BreakAtAsync(10);

        Assert.Equal([1, 2, 3, 4, 4, 4, 5, 6, 7, 7, 8, 9, 10], seen);

        async Task BreakAtAsync(long id)
        {
            await foreach (var change in stream)
            {
                seen.Add(change.Key.Id);
                if (change.Key.Id == id)
                    break;
            }
        }
    }

    [Fact]
    public async Task AChangeThatWasNotFinishedIsNotAcknowledged()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "unfinished");
        await database.CreateSlotAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
        CdcPosition second = default;
        await using (var client = database.Client(options => options.CoalesceInterval = TimeSpan.Zero))
        {
            await foreach (var change in client.Accounts())
            {
                second = change.Position;
                if (change.Key.Id == 2)
                    break;
            }

            await Wait.UntilAsync(async () => await database.ConfirmedAsync() >= client.Statistics.AcknowledgedLsn && client.Statistics.AcknowledgedLsn > 0, "the first change is acknowledged");
            await client.StopAsync();
        }

        Assert.True(await database.ConfirmedAsync() < second.Lsn, "The change that the consumer was in was acknowledged.");
        await using var next = database.Client();
        Assert.Equal([2], await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));
    }

    [Fact]
    public async Task AChangeHasTheSamePositionEachTimeItIsDelivered()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "same_position");
        await database.CreateSlotAsync();
        await database.CreateSlotAsync("same_position_again");
        await database.ExecuteAsync(string.Concat(Enumerable.Range(1, 50).Select(n => $"BEGIN; INSERT INTO accounts VALUES ({n}, 0); UPDATE accounts SET balance = 1 WHERE id = {n}; COMMIT;")));

        var first = await PositionsAsync(database.Slot, options => (options.MaxBatchRows, options.CoalesceInterval) = (3, TimeSpan.Zero));
        var second = await PositionsAsync("same_position_again", options => options.CoalesceInterval = TimeSpan.FromSeconds(1));

        Assert.Equal(100, first.Distinct().Count());
        Assert.Equal(first, second);

        async Task<List<(CdcPosition, long)>> PositionsAsync(string slot, Action<CdcOptions> configure)
        {
            await using var client = database.Client(options =>
            {
                options.Slot = slot;
                configure(options);
            });
            return await Follower.Start(client.Accounts(), change => (change.Position, change.Key.Id)).WaitForAsync(100);
        }
    }

    [Fact]
    public async Task CancellingEndsTheEnumerationAndKeepsItsPlace()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "cancelled");
        await database.CreateSlotAsync();
        await using var client = database.Client();
        var stream = client.Accounts();
        using var leave = new CancellationTokenSource();
        var follower = Follower.Start(stream, change => change.Key.Id, leave.Token);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await follower.WaitForAsync(1);

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(follower.Completion, "the cancelled enumeration ends"));
        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");

        Assert.Equal([2], await Follower.Start(stream, change => change.Key.Id).WaitForAsync(1));
    }

    /// <summary>Inserts ids from 1 on, each in a transaction of its own.</summary>
    private static async Task WriteOneByOneAsync(TestDatabase database, int count)
    {
        await using var connection = await database.OpenAsync();
        for (var id = 1; id <= count; id++)
        {
            await using var command = new Npgsql.NpgsqlCommand($"INSERT INTO accounts VALUES ({id}, 0)", connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
