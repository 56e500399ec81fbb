using System.Diagnostics;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Connections through which nothing comes any more, though nobody has closed them; and several servers.</summary>
[Collection(ServerCollection.Name)]
public sealed class DeadNetworkTests(ServerFixture fixture)
{
    [Fact]
    public async Task AHalfOpenConnectionIsNoticedAndMadeAgainThoughTheServerStillHoldsTheSlot()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "half_open");
        await using var proxy = Proxy(database);
        await using var client = Client(database, proxy);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);
        proxy.Freeze();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");
        Assert.Equal([1, 2], await rows.WaitForAsync(2));
    }

    [Fact]
    public async Task AConnectionThatFreezesInTheMiddleOfAMessageIsNoticedAndMadeAgain()
    {
        const int Rows = 20_000;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "frozen_message");
        await using var proxy = Proxy(database);
        await using var client = Client(database, proxy);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (0, 0)");
        await rows.WaitForAsync(1);
        // The rows are some hundred kilobytes, in messages of more than this.
        proxy.FreezeAfter(30_000);
        await database.ExecuteAsync($"INSERT INTO accounts SELECT n, 0 FROM generate_series(1, {Rows}) n");
        await rows.WaitForAsync(Rows + 1);
        await database.CaughtUpAsync(client);
        Assert.Equal(Enumerable.Range(0, Rows + 1).Select(n => (long)n), rows.Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConnectionThatTakesNoReportsAnyMoreIsNoticedAndMadeAgainThoughChangesStillCome(bool slotExists)
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "blocked_reports");
        if (slotExists)
            await database.CreateSlotAsync();
        await using var proxy = Proxy(database);
        await using var client = Client(database, proxy, sendBuffer: 1);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await rows.WaitForAsync(1);
        var before = proxy.Connections;
        proxy.StopReadingClients();
        var last = 1;
        // As long as there are changes, there is no silence that would be noticed.
        await Wait.UntilAsync(
            async () =>
            {
                await database.ExecuteAsync($"INSERT INTO accounts VALUES ({++last}, 0)");
                await Task.Delay(100);
                return proxy.Connections > before;
            },
            "the client connects again");
        await database.CaughtUpAsync(client);
        Assert.Equal(Enumerable.Range(1, last).Select(n => (long)n), rows.Items);
    }

    [Fact]
    public async Task DisposingAClientWhoseNetworkIsDeadTakesAMoment()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "dead_dispose");
        await using var proxy = Proxy(database);
        await using var client = Client(database, proxy, stallTimeout: 60);
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        proxy.Freeze();
        var began = Stopwatch.GetTimestamp();
        await client.DisposeAsync();
        var took = Stopwatch.GetElapsedTime(began);
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Wait.ForAsync(rows.Completion, "the stream ends"));
        await database.EndClientsAsync();
    }

    [Fact]
    public async Task OfSeveralServersTheFirstThatFitsIsTaken()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "several_servers");
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        server.Host = $"127.0.0.1:1,{server.Host}:{server.Port}";
        await using (var client = database.Client(options => options.ConnectionString = server.ConnectionString + ";Target Session Attributes=primary"))
        {
            var rows = Follower.Start(client.Accounts(), change => change.Key.Id);
            await database.StreamingAsync();
            await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            Assert.Equal([1], await rows.WaitForAsync(1));
        }

        await using var wanting = database.Client(options => options.ConnectionString = server.ConnectionString + ";Target Session Attributes=standby");
        var none = Follower.Start(wanting.Accounts(), change => change.Key.Id);
        var error = await Assert.ThrowsAsync<CdcConnectionException>(() => Wait.ForAsync(none.Completion, "no server fits"));
        Assert.Contains("is a primary", error.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    private static FreezingProxy Proxy(TestDatabase database) =>
        new(new NpgsqlConnectionStringBuilder(database.ConnectionString).Port);

    private static CdcClient Client(TestDatabase database, FreezingProxy proxy, int stallTimeout = 1, int sendBuffer = 0) => database.Client(options =>
    {
        options.ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port, SocketSendBufferSize = sendBuffer }.ConnectionString;
        options.StallTimeout = TimeSpan.FromSeconds(stallTimeout);
    });
}
