using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>What a client logs of what it does on the server.</summary>
[Collection(ServerCollection.Name)]
public sealed class ClientEventTests(ServerFixture fixture)
{
    private readonly LogLines _logs = new();

    [Fact]
    public async Task WhatIsMadeAndWhereItIsStreamedFromIsSaidOnce()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "events_made");
        var options = database.Options();
        options.Publication = "followed";
        var before = await database.WalEndAsync();
        for (var run = 1; run <= 2; run++)
        {
            await using var client = new CdcClient(options, Logger());
            var (accounts, transfers) = (client.Accounts(), client.Transfers());
            Task[] following = [Follower.Start(accounts, change => change.Kind).Completion, Follower.Start(transfers, change => change.Kind).Completion];
            await database.StreamingAsync();
            await client.StopAsync();
            await Task.WhenAll(following);
        }

        Assert.Equal((LogLevel.Information, "Created publication followed for public.accounts, public.transfers", null), _logs.One(4));
        Assert.Equal([4, 5, 1, 2, 1, 2], _logs.All.Select(line => line.Id));
        var (level, text, _) = _logs.One(5);
        Assert.Equal(LogLevel.Information, level);
        var created = Regex.Match(text, "^Created replication slot events_made at ([0-9A-F]+/[0-9A-F]+)$").Groups[1].Value;
        Assert.InRange((ulong)NpgsqlLogSequenceNumber.Parse(created), before, await database.ConfirmedAsync());
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        Assert.Equal(
            $"Starting replication from slot events_made of database events_made at {server.Host}:{server.Port}, PostgreSQL "
                + $"{await database.QueryAsync<string>("SHOW server_version")}, status every 00:00:00.1000000",
            _logs.All[2].Text);
        Assert.Equal(LogLevel.Information, _logs.All[2].Level);
    }

    [Fact]
    public async Task ASlotThatWaitsForAnOpenTransactionSaysThatAndHowLong()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "events_waits");
        await using var connection = await database.OpenAsync();
        await using var open = new NpgsqlCommand("BEGIN; SELECT pg_current_xact_id()", connection);
        await open.ExecuteNonQueryAsync();
        await using var client = new CdcClient(database.Options(), Logger());
        var rows = Follower.Start(client.Accounts(), change => change.Kind);
        await Wait.UntilAsync(() => _logs.Count(6) > 0, "the wait is logged");
        open.CommandText = "COMMIT";
        await open.ExecuteNonQueryAsync();
        await database.StreamingAsync();

        var (level, text, _) = _logs.One(6);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Matches("^Creating replication slot events_waits has waited 1[0-9] s for transactions that were open when it began to end$", text);
        Assert.Equal([6, 5, 1], _logs.All.Select(line => line.Id));
        await client.StopAsync();
        await rows.Completion;
    }

    [Fact]
    public async Task ASlotThatAnotherClientHoldsIsSaidOnceHoweverLongItIsWaitedFor()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "events_busy");
        await using var first = database.Client();
        var rows = Follower.Start(first.Accounts(), change => change.Kind);
        await database.StreamingAsync();
        var pid = await database.QueryAsync<int>("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'events_busy'");
        await using var second = new CdcClient(database.Options(), Logger());
        var waiting = Follower.Start(second.Accounts(), change => change.Kind);
        await Wait.UntilAsync(() => _logs.Count(7) > 0, "the wait is logged");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(
            (
                LogLevel.Information,
                string.Create(CultureInfo.InvariantCulture, $"Replication slot events_busy is still in use by process {pid}; waiting for it to be released"),
                null),
            _logs.One(7));
        await second.StopAsync();
        await waiting.Completion;
        await first.StopAsync();
        await rows.Completion;
    }

    private ILogger<CdcClient> Logger() => new Logger<CdcClient>(new LoggerFactory([_logs], new LoggerFilterOptions { MinLevel = LogLevel.Information }));
}
