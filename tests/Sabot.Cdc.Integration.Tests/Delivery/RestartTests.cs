using System.Diagnostics;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Integration.Tests.Streaming;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Servers that shut down or crash under a connected client.</summary>
[Collection(SpareServerCollection.Name)]
public sealed class RestartTests(ServerFixture fixture)
{
    /// <summary>Stop and start together; a walsender that waits for a client in vain is not given up within a minute.</summary>
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(15);

    private readonly PostgresServer _server = fixture.Server;

    [Theory]
    [InlineData(ShutdownMode.Fast)]
    [InlineData(ShutdownMode.Immediate)]
    public async Task AServerThatEndsIsATypedErrorAndTheNextClientGoesOn(ShutdownMode mode)
    {
        await using var database = await TestDatabase.CreateAsync(_server, "restarted");
        var seen = new List<long>();
        await using (var client = database.Client(options => options.ReconnectAttempts = 0))
        {
            var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.StreamingAsync();
            await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 100) n");
            await database.CaughtUpAsync(client);
            // A crash takes the slot back to what is on the disk. An acknowledgement alone writes nothing there, only one
            // that also moves the place from which the slot would read again, and for that a checkpoint has to be decoded.
            var inserted = await database.WalEndAsync();
            await Wait.UntilAsync(
                async () =>
                {
                    await database.ExecuteAsync("CHECKPOINT");
                    return await database.RestartPositionAsync() >= inserted;
                },
                "the slot is written to the disk");

            await _server.RestartAsync(mode);

            var error = await Assert.ThrowsAsync<CdcConnectionException>(() => Wait.ForAsync(rows.Completion, "the stream ends with its server"));
            Assert.Contains("start again", error.Message, StringComparison.Ordinal);
            seen.AddRange(rows.Items);
        }

        await database.ExecuteAsync("INSERT INTO accounts VALUES (101, 0)");
        await using var next = database.Client();
        seen.AddRange(await Follower.Start(next.Accounts(), change => change.Key.Id).WaitForAsync(1));

        Assert.Equal(Enumerable.Range(1, 101).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task AClientWhoseServerHasShutDownWithAllOfItsAcknowledgementsStopsAtOnceWithoutComplaint()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "stopped_away");
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new FreezingProxy(server.Port);
        (server.Host, server.Port) = ("127.0.0.1", proxy.Port);
        var options = database.Options();
        options.ConnectionString = server.ConnectionString;
        var log = new CountingLogger();
        await using var client = new CdcClient(options, log);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await database.CaughtUpAsync(client);
        await Task.Delay(3 * options.StatusInterval!.Value);
        proxy.Close();
        await _server.RestartAsync(ShutdownMode.Fast);
        await Wait.UntilAsync(() => log[CountingLogger.Reconnecting] > 0, "the client has noticed");

        var began = Stopwatch.GetTimestamp();
        await client.StopAsync();
        var took = Stopwatch.GetElapsedTime(began);

        Assert.True(took < TimeSpan.FromSeconds(2), $"It took {took}.");
        await Wait.ForAsync(rows.Completion, "the stream ends normally");
        Assert.Equal([1], rows.Items);
    }

    [Fact]
    public async Task AClientThatIsStoppedWithoutAConnectionMakesOneToTellWhatItHasFinished()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "told_at_last");
        var options = database.Options();
        // Nothing is told by itself before the connection is lost, and it is not made again before the client stops.
        (options.StatusInterval, options.ReconnectDelay) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
        options.MaxReconnectDelay = options.ReconnectDelay;
        var log = new CountingLogger();
        await using var client = new CdcClient(options, log);
        var rows = Follower.Start(client.Accounts(), change => change.Position.Lsn);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);
        await Wait.UntilAsync(() => client.Statistics.AcknowledgedLsn >= rows.Items[0], "the change is finished");
        Assert.True(await database.ConfirmedAsync() < rows.Items[0], "The server was told already.");
        await database.EndClientsAsync();
        await Wait.UntilAsync(() => log[CountingLogger.Reconnecting] > 0, "the client has noticed");

        await Wait.ForAsync(client.StopAsync(), "the client stops");
        Assert.True(await database.ConfirmedAsync() >= rows.Items[0], "The server was not told.");
    }

    [Fact]
    public async Task AFastShutdownIsNotHeldUpByIdleClients()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "idle_shutdown");
        await using var untouched = await TestDatabase.CreateAsync(_server, "idle_shutdown_untouched");
        await using var client = database.Client(options => options.ReconnectAttempts = 0);
        await using var other = untouched.Client(options =>
            (options.StatusInterval, options.ReconnectAttempts, options.CoalesceInterval) = (null, 0, TimeSpan.Zero));
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        var none = Follower.Start(other.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await untouched.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0); INSERT INTO transfers VALUES (1, 0, 0)");
        await rows.WaitForAsync(1);

        var began = Stopwatch.GetTimestamp();
        await _server.RestartAsync(ShutdownMode.Fast);
        var took = Stopwatch.GetElapsedTime(began);

        Assert.True(took < RestartLimit, $"The restart took {took}.");
        await Assert.ThrowsAsync<CdcConnectionException>(() => Wait.ForAsync(rows.Completion, "the first client's stream ends with its server"));
        await Assert.ThrowsAsync<CdcConnectionException>(() => Wait.ForAsync(none.Completion, "the second client's stream ends with its server"));
    }

    [Fact]
    public async Task ChangesCommittedJustBeforeAFastShutdownAreNotLost()
    {
        await using var database = await TestDatabase.CreateAsync(_server, "busy_shutdown");
        var seen = new HashSet<long>();
        await using (var client = database.Client(options => options.ReconnectAttempts = 0))
        {
            var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.StreamingAsync();
            await database.ExecuteAsync("DO $$ BEGIN FOR i IN 1..2000 LOOP INSERT INTO accounts VALUES (i, 0); COMMIT; END LOOP; END $$");
            await _server.RestartAsync(ShutdownMode.Fast);
            await Assert.ThrowsAsync<CdcConnectionException>(() => Wait.ForAsync(rows.Completion, "the stream ends with its server"));
            seen.UnionWith(rows.Items);
        }

        await using var next = database.Client();
        var rest = Follower.Start(next.Accounts(), change => change.Key.Id);
        await database.CaughtUpAsync(next);
        seen.UnionWith(rest.Items);

        Assert.Equal(2000, seen.Count);
    }
}
