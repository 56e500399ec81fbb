using System.Collections.Concurrent;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;
using Xunit.Abstractions;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>Handlers in a host, on a server.</summary>
[Collection(ServerCollection.Name)]
public sealed class HostedHandlerTests(ServerFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task AHostHandlesEverythingAndStopsWithEverythingAcknowledged()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted");
        await database.CreateSlotAsync();
        List<long> transfers = [];
        await using (var host = await AccountsHost.StartAsync(
            database,
            more: cdc => cdc.AddHandler(_ => new TransfersHandler(transfers))))
        {
            await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 5000) n");
            await database.ExecuteAsync("INSERT INTO transfers SELECT n, 1, 2 FROM generate_series(1, 3000) n");
            await database.ExecuteAsync("UPDATE accounts SET balance = 1 WHERE id <= 10; DELETE FROM accounts WHERE id = 11");
            await Wait.UntilAsync(() => host.Handled.Count >= 5011 && transfers.Count >= 3000, "everything is handled");
            await host.StopAsync();
            await Wait.ForAsync(host.Running, "the host has ended");

            Assert.Equal(5011, host.Handled.Count);
            Assert.Equal(host.Handled.OrderBy(change => change.Position), host.Handled);
            Assert.Equal((11L, CdcChangeKind.Delete), (host.Handled.Last().Id, host.Handled.Last().Kind));
            Assert.Equal(Enumerable.Range(1, 3000).Select(n => (long)n), transfers);
            Assert.True(
                await database.ConfirmedAsync() >= host.Handled.Last().Position.Lsn,
                "The slot has not been told that everything is handled.");
            Assert.Equal(1, host.Logs.Count(65));
        }

        await using var again = await AccountsHost.StartAsync(database);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (6000, 0)");
        await Wait.UntilAsync(() => !again.Handled.IsEmpty, "the next change is handled");
        Assert.Equal(6000, Assert.Single(again.Handled).Id);
    }

    [Fact]
    public async Task StoppingLetsWhatHasArrivedBeFinished()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_drain");
        await database.CreateSlotAsync();
        await using var host = await AccountsHost.StartAsync(database, async (_, cancellationToken) => await Task.Delay(2, cancellationToken));
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 500) n");
        await Wait.UntilAsync(() => host.Handled.Count > 5, "the handler has begun");

        await host.StopAsync();

        Assert.Equal(500, host.Handled.Count);
        Assert.True(
            await database.ConfirmedAsync() >= host.Handled.Last().Position.Lsn,
            "The slot has not been told that everything is handled.");
    }

    [Fact]
    public async Task WhenTheShutdownTimeoutIsOverTheHandlerIsCancelledAndItsChangeComesAgain()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_timeout");
        await database.CreateSlotAsync();
        await using (var host = await AccountsHost.StartAsync(
            database,
            async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken),
            shutdownTimeout: TimeSpan.FromSeconds(1)))
        {
            await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
            await Wait.UntilAsync(() => host.Client.Statistics.ChangesReceived == 1, "the change has arrived");
            await Wait.ForAsync(host.StopAsync(), "the host stops", TimeSpan.FromSeconds(10));
            Assert.Empty(host.Handled);
            Assert.Equal(1, host.Logs.Count(66));
        }

        await using var again = await AccountsHost.StartAsync(database);
        await Wait.UntilAsync(() => !again.Handled.IsEmpty, "the change comes again");
    }

    [Fact]
    public async Task AFailingHandlerStopsTheHostAndIsLoggedOnce()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_failure");
        await database.CreateSlotAsync();
        await using var host = await AccountsHost.StartAsync(
            database,
            (change, _) => change.Key.Id == 2 ? throw new FormatException("not this one") : ValueTask.CompletedTask);
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await database.ExecuteAsync("INSERT INTO accounts VALUES (2, 0)");

        var error = await Assert.ThrowsAsync<CdcHandlerException>(() => Wait.ForAsync(host.Running, "the host stops"));

        Assert.Equal(("public.accounts", "Handler"), (error.Table, error.Handler));
        Assert.IsType<FormatException>(error.InnerException);
        Assert.Equal(1, Assert.Single(host.Handled).Id);
        Assert.Same(error, Assert.Single(host.Logs.All, line => line.Exception is not null && line.Level >= LogLevel.Information).Exception);
        Assert.Equal((1, 1), (host.Logs.Count(63), host.Logs.Count(64)));
    }

    [Fact]
    public async Task AFailingHandlerMayLeaveTheHostRunningAndTheOthersFinishWhatHasArrived()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_failure_alone");
        await database.CreateSlotAsync();
        List<long> transfers = [];
        await using var host = await AccountsHost.StartAsync(
            database,
            (_, _) => throw new FormatException("not this one"),
            more: cdc => cdc
                .AddHandler(_ => new TransfersHandler(transfers))
                .ConfigureHosting(options => options.StopHostOnFailure = false));
        await database.ExecuteAsync("INSERT INTO transfers VALUES (1, 1, 1); INSERT INTO accounts VALUES (1, 0); INSERT INTO transfers VALUES (2, 1, 1)");
        await Wait.UntilAsync(() => host.Logs.Count(63) == 1, "the failure is logged");
        await Wait.UntilAsync(() => transfers.Count == 2, "the other handler finishes");
        await Wait.UntilAsync(async () => (await host.CheckAsync()).Description!.Contains("failed with FormatException", StringComparison.Ordinal), "the health check tells");
        Assert.False(host.Running.IsCompleted);
        await host.StopAsync();
        await Wait.ForAsync(host.Running, "the host has ended");
    }

    [Fact]
    public async Task AHandlerWhoseTableHasChangedMayEndAloneAndTheOthersGoOn()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_drift");
        await database.CreateSlotAsync();
        await using var host = await AccountsHost.StartAsync(database, more: cdc => cdc
            .Configure(options => options.SchemaDrift = CdcDriftPolicy.StopTable)
            .AddHandler(_ => new DriftingHandler()));
        await database.ExecuteAsync("ALTER TABLE drifting ALTER note TYPE bytea USING convert_to(note, 'UTF8')");
        await database.ExecuteAsync("INSERT INTO drifting VALUES (1, 'x')");
        await Wait.UntilAsync(() => host.Logs.Count(63) == 1, "the handler of the changed table has ended");

        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");

        await Wait.UntilAsync(() => host.Handled.Count == 1, "the other handler goes on");
        Assert.False(host.Running.IsCompleted);
        var health = await host.CheckAsync();
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("public.drifting", health.Description);
        await host.StopAsync();
        Assert.Equal(0, host.Logs.Count(64));
    }

    [Fact]
    public async Task AServerThatRefusesStopsTheHostAndIsLoggedOnce()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_refusal");
        await using var host = await AccountsHost.StartAsync(database, more: cdc => cdc
            .Configure(options => options.CreateSlot = false)
            .AddHandler(_ => new TransfersHandler([])));

        var error = await Assert.ThrowsAsync<CdcSlotException>(() => Wait.ForAsync(host.Running, "the host stops"));

        Assert.Contains("does not exist", error.Message);
        Assert.Same(error, Assert.Single(host.Logs.All, line => line.Exception is not null && line.Level >= LogLevel.Information).Exception);
        Assert.Equal(1, host.Logs.Count(64));
    }

    [Fact]
    public async Task RetriesAndParkingKeepTheStreamGoing()
    {
        var folder = Directory.CreateTempSubdirectory("sabot-hosted-park-").FullName;
        try
        {
            await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_park");
            await database.ExecuteAsync("ALTER TABLE accounts REPLICA IDENTITY FULL");
            await database.CreateSlotAsync();
            var attempts = 0;
            await using var host = await AccountsHost.StartAsync(
                database,
                (change, _) =>
                {
                    if (change.Key.Id == 2 && attempts++ < 2)
                        throw new IOException("not yet");
                    if (change.Key.Id == 3 && change.Kind == CdcChangeKind.Update)
                        throw new FormatException("never");
                    return ValueTask.CompletedTask;
                },
                options => (options.RetryAttempts, options.RetryDelay, options.OnFailure, options.ParkFolder) =
                    (2, TimeSpan.FromMilliseconds(10), CdcFailureAction.Park, folder));
            await database.ExecuteAsync("INSERT INTO accounts SELECT n, n * 100 FROM generate_series(1, 3) n");
            await database.ExecuteAsync("UPDATE accounts SET balance = 333 WHERE id = 3");
            await database.ExecuteAsync("INSERT INTO accounts VALUES (4, 0)");
            var end = await database.WalEndAsync();
            await Wait.UntilAsync(() => host.Handled.Count == 4, "all but one are handled");
            await Wait.UntilAsync(async () => await database.ConfirmedAsync() >= end, "the parked change counts as done");

            Assert.Equal([1, 2, 3, 4], host.Handled.Select(change => change.Id));
            Assert.Equal((4, 1), (host.Logs.Count(61), host.Logs.Count(62)));
            var parked = Directory.GetFiles(Path.Combine(folder, database.Slot, "public.accounts"), "*.arrow").Single();
            using var reader = new ArrowFileReader(File.OpenRead(parked));
            var batch = await reader.ReadNextRecordBatchAsync();
            Assert.Equal("OU"u8, ((UInt8Array)batch.Column("__op")).Values);
            Assert.Equal([300, 333], ((Int64Array)batch.Column("balance")).Values);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task FourWorkersKeepTheOrderOfEachKeyUnderRandomLoad()
    {
        const int Keys = 30;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "hosted_parallel");
        await database.CreateSlotAsync();
        var seed = Seed.Create(output).Next();
        ConcurrentDictionary<long, long> balances = [];
        ConcurrentQueue<string> wrong = new();
        var (busy, most) = (0, 0);
        await using var host = await AccountsHost.StartAsync(
            database,
            async (change, _) =>
            {
                var now = Interlocked.Increment(ref busy);
                most = Math.Max(most, now);
                var key = change.Kind == CdcChangeKind.Truncate ? 0 : change.Key.Id;
                if (change.PreviousKey is not null && now != 1)
                    wrong.Enqueue($"the update of a key was handled beside {now - 1} others");
                await Task.Delay(Random.Shared.Next(2));
                // Every change of a key leaves a greater number than the one before.
                if (change.After is { } after)
                {
                    var before = balances.GetValueOrDefault(key, -1);
                    if (after.Balance <= before)
                        wrong.Enqueue($"key {key} went from {before} to {after.Balance}");
                    balances[key] = after.Balance;
                    if (change.PreviousKey is { } previous)
                        balances.TryRemove(previous.Id, out var moved);
                }
                else if (change.Kind == CdcChangeKind.Delete && !balances.TryRemove(key, out var last))
                {
                    wrong.Enqueue($"key {key} was deleted before it was there");
                }

                Interlocked.Decrement(ref busy);
            },
            options => options.Parallelism = 4);

        await using var connection = await database.OpenAsync();
        var random = new Random(seed);
        for (var (step, next) = (0, 0L); step < 400; step++)
        {
            var statements = Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(12) switch
            {
                0 => $"DELETE FROM accounts WHERE id = {random.Next(Keys)}",
                1 => $"UPDATE accounts SET id = (SELECT max(id) + 1 FROM accounts WHERE id >= {Keys}), balance = {++next} WHERE id = {random.Next(Keys)} AND EXISTS (SELECT 1 FROM accounts WHERE id >= {Keys})",
                2 => $"INSERT INTO accounts VALUES ({Keys + step * 100 + random.Next(100)}, {++next}) ON CONFLICT (id) DO NOTHING",
                _ => $"INSERT INTO accounts VALUES ({random.Next(Keys)}, {++next}) ON CONFLICT (id) DO UPDATE SET balance = excluded.balance",
            });
            await using var command = connection.CreateCommand();
            command.CommandText = string.Join(";", statements);
            await command.ExecuteNonQueryAsync();
        }

        await database.CaughtUpAsync(host.Client, TimeSpan.FromSeconds(60));
        await host.StopAsync();

        Assert.Empty(wrong);
        var expected = await database.QueryAsync<long[]>("SELECT array_agg(id * 1000000 + balance ORDER BY id) FROM accounts");
        Assert.Equal(expected, balances.OrderBy(pair => pair.Key).Select(pair => pair.Key * 1000000 + pair.Value));
        Assert.InRange(most, 2, 4);
    }

    private sealed class DriftingHandler : ICdcHandler<DriftingChange>
    {
        public ValueTask HandleAsync(DriftingChange change, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class TransfersHandler(List<long> seen) : ICdcHandler<TransfersChange>
    {
        public ValueTask HandleAsync(TransfersChange change, CancellationToken cancellationToken)
        {
            seen.Add(change.Key.Id);
            return ValueTask.CompletedTask;
        }
    }
}
