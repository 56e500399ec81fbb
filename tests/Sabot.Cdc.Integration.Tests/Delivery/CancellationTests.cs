using System.Diagnostics;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Sabot.Cdc.Integration.Tests.Streaming;

namespace Sabot.Cdc.Integration.Tests.Delivery;

/// <summary>Clients that are told to end while they wait for the server.</summary>
[Collection(ServerCollection.Name)]
public sealed class CancellationTests(ServerFixture fixture)
{
    /// <summary>Far below what the waits last, and above what a busy machine adds.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private readonly PostgresServer _server = fixture.Server;

    public enum End
    {
        Cancel,
        Stop,
        Dispose,
    }

    [Theory]
    [InlineData(End.Cancel)]
    [InlineData(End.Stop)]
    [InlineData(End.Dispose)]
    public async Task AClientWhoseSlotIsBeingMadeEndsAtOnceThoughATransactionHoldsThatUp(End end)
    {
        await using var database = await TestDatabase.CreateAsync(_server, "cancelled_slot");
        await using var connection = await database.OpenAsync();
        await using var open = new NpgsqlCommand("BEGIN; SELECT pg_current_xact_id()", connection);
        await open.ExecuteNonQueryAsync();
        var client = database.Client();
        using var cancellation = new CancellationTokenSource();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id, cancellation.Token);
        await Wait.UntilAsync(
            () => database.QueryAsync<bool>("SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'CREATE_REPLICATION_SLOT%cancelled_slot%' AND wait_event_type = 'Lock'"),
            "the server waits for the transaction");

        await EndsAtOnceAsync(client, rows, cancellation, end);

        // Not only here: nobody is left who makes the slot when the transaction ends.
        await Wait.UntilAsync(
            () => database.QueryAsync<bool>("SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'walsender' AND datname = 'cancelled_slot'"),
            "the server's process has ended",
            TimeSpan.FromSeconds(10));
        open.CommandText = "COMMIT";
        await open.ExecuteNonQueryAsync();
        Assert.Equal(0, await database.QueryAsync<long>("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'cancelled_slot'"));
    }

    [Theory]
    [InlineData(End.Cancel)]
    [InlineData(End.Stop)]
    [InlineData(End.Dispose)]
    public async Task AClientThatWaitsForASlotInUseEndsAtOnce(End end)
    {
        await using var database = await TestDatabase.CreateAsync(_server, "cancelled_wait");
        await using var first = database.Client();
        var others = Follower.Start(first.Accounts(), change => change.Key.Id);
        await database.StreamingAsync();
        var log = new CountingLogger();
        var client = new CdcClient(database.Options(), log);
        using var cancellation = new CancellationTokenSource();
        var rows = Follower.Start(client.Accounts(), change => change.Key.Id, cancellation.Token);
        await Wait.UntilAsync(() => log[CountingLogger.SlotBusy] > 0, "the client waits for the slot");

        await EndsAtOnceAsync(client, rows, cancellation, end);

        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        Assert.Equal([1], await others.WaitForAsync(1));
    }

    private static async Task EndsAtOnceAsync(CdcClient client, Follower<long> rows, CancellationTokenSource cancellation, End end)
    {
        var began = Stopwatch.GetTimestamp();
        switch (end)
        {
            case End.Cancel:
                await cancellation.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(rows.Completion, "the enumeration ends"));
                break;
            case End.Stop:
                await client.StopAsync();
                await Wait.ForAsync(rows.Completion, "the stream ends normally");
                break;
            case End.Dispose:
                await client.DisposeAsync();
                await Assert.ThrowsAsync<ObjectDisposedException>(() => Wait.ForAsync(rows.Completion, "the stream ends"));
                break;
        }

        var took = Stopwatch.GetElapsedTime(began);
        await client.DisposeAsync();
        Assert.True(took < Moment, $"It took {took}.");
        Assert.Empty(rows.Items);
    }
}
