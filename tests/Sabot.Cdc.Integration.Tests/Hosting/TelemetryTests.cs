using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Servers;

namespace Sabot.Cdc.Integration.Tests.Hosting;

/// <summary>Metrics and activities of handlers in a host.</summary>
[Collection(ServerCollection.Name)]
public sealed class TelemetryTests(ServerFixture fixture)
{
    [Fact]
    public async Task MetricsSayWhatWasReceivedHandledAndAcknowledgedAndNothingIsLeft()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "metrics");
        await database.CreateSlotAsync();
        using var measured = new Measured(database.Slot);
        await using var host = await AccountsHost.StartAsync(database);
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 1000) n");
        await Wait.UntilAsync(() => host.Handled.Count == 1000, "everything is handled");
        await database.CaughtUpAsync(host.Client);

        Assert.Equal(1000, measured.One("sabot.cdc.received.changes"));
        Assert.True(measured.One("sabot.cdc.received.payloads") > 0);
        Assert.True(measured.One("sabot.cdc.received.io") > 8000);
        Assert.Equal(1, measured.One("sabot.cdc.connected"));
        Assert.Equal(0, measured.One("sabot.cdc.queue.payloads", "public.accounts"));
        Assert.Equal(0, measured.One("sabot.cdc.lag.time", "public.accounts"));
        Assert.True(measured.One("sabot.cdc.lag.size") < 1 << 20);
        Assert.Equal(
            ["acknowledged", "received", "server"],
            measured.Read("sabot.cdc.wal.position").Where(value => value.Value > 0).Select(value => (string)value.Tags["sabot.cdc.position.kind"]!).Order());
        await Wait.UntilAsync(() => measured.One("sabot.cdc.slot.retained") >= 0, "the server was asked what the slot retains");
        var (consumed, tags) = Assert.Single(measured.Read("messaging.client.consumed.messages"));
        Assert.Equal(1000, consumed);
        Assert.Equal(
            [
                "messaging.consumer.group.name=metrics", "messaging.destination.name=public.accounts",
                "messaging.destination.subscription.name=Handler", "messaging.operation.name=process",
                "messaging.system=postgresql",
                $"server.address={new NpgsqlConnectionStringBuilder(database.ConnectionString).Host}",
            ],
            tags.Where(tag => tag.Key != "server.port").Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        Assert.NotEmpty(measured.Read("messaging.process.duration"));
        Assert.All(measured.Read("messaging.process.duration"), value => Assert.InRange(value.Value, 0, 30));
    }

    [Fact]
    public async Task MetricsCountReconnects()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "metrics_reconnect");
        await database.CreateSlotAsync();
        using var measured = new Measured(database.Slot);
        await using var host = await AccountsHost.StartAsync(database);
        await database.StreamingAsync();
        Assert.Equal(0, measured.One("sabot.cdc.reconnects"));
        await database.EndClientsAsync();
        await Wait.UntilAsync(() => measured.One("sabot.cdc.reconnects") == 1 && measured.One("sabot.cdc.connected") == 1, "the client is back");
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0)");
        await Wait.UntilAsync(() => host.Handled.Count == 1, "the change is handled");
    }

    [Fact]
    public async Task MetricsSayWhoIsSlow()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "metrics_slow");
        await database.CreateSlotAsync();
        using var measured = new Measured(database.Slot);
        var wait = new TaskCompletionSource();
        List<long> transfers = [];
        await using var host = await AccountsHost.StartAsync(
            database,
            async (_, cancellationToken) => await wait.Task.WaitAsync(cancellationToken),
            more: cdc => cdc
                .Configure(options => (options.QueueCapacity, options.MaxBatchRows) = (2, 10))
                .AddHandler(_ => new TransfersHandler(transfers)));
        await database.ExecuteAsync("INSERT INTO transfers VALUES (1, 1, 1)");
        await database.ExecuteAsync("INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 1000) n");
        await Wait.UntilAsync(() => measured.One("sabot.cdc.source.wait.time", "public.accounts") > 0.2, "the source waits");

        Assert.True(measured.One("sabot.cdc.queue.payloads", "public.accounts") >= 2);
        Assert.True(measured.One("sabot.cdc.lag.time", "public.accounts") > 0.1);
        Assert.Equal(0, measured.One("sabot.cdc.lag.time", "public.transfers"));
        Assert.Equal(0, measured.One("sabot.cdc.source.wait.time", "public.transfers"));
        wait.SetResult();
        await Wait.UntilAsync(() => host.Handled.Count == 1000, "everything is handled");
        var waited = measured.One("sabot.cdc.source.wait.time", "public.accounts");
        await Task.Delay(300);
        Assert.Equal(waited, measured.One("sabot.cdc.source.wait.time", "public.accounts"));
    }

    [Fact]
    public async Task MetricsCountFailuresByTheirKindAndWhatWasParked()
    {
        var folder = Directory.CreateTempSubdirectory("sabot-metrics-park-").FullName;
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "metrics_failures");
        await database.CreateSlotAsync();
        using var measured = new Measured(database.Slot);
        await using (var host = await AccountsHost.StartAsync(
            database,
            (change, _) => change.Key.Id == 1 ? throw new FormatException() : ValueTask.CompletedTask,
            options => (options.RetryAttempts, options.RetryDelay, options.OnFailure, options.ParkFolder) =
                (2, TimeSpan.FromMilliseconds(1), CdcFailureAction.Park, folder)))
        {
            await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 0), (2, 0)");
            await Wait.UntilAsync(() => host.Handled.Count == 1, "the change behind the failing one is handled");
        }

        Directory.Delete(folder, recursive: true);
        var failures = measured.Read("sabot.cdc.handler.failures");
        Assert.Equal(3, failures.Sum(failure => failure.Value));
        Assert.All(failures, failure => Assert.Equal("System.FormatException", failure.Tags["error.type"]));
        Assert.Equal(1, measured.One("sabot.cdc.parked.changes", "public.accounts"));
    }

    [Fact]
    public async Task ABatchInAHandlerIsAnActivityWithoutValuesOfRows()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Server, "activities");
        await database.CreateSlotAsync();
        ConcurrentQueue<Activity> stopped = new();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CdcDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if ((string?)activity.GetTagItem("messaging.consumer.group.name") == database.Slot)
                    stopped.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        ConcurrentQueue<Activity?> current = new();
        await using var host = await AccountsHost.StartAsync(database, (change, _) =>
        {
            current.Enqueue(Activity.Current);
            return change.Key.Id == 3 ? throw new FormatException() : ValueTask.CompletedTask;
        });
        await database.ExecuteAsync("INSERT INTO accounts VALUES (1, 4711), (2, 4711)");
        await Wait.UntilAsync(() => host.Handled.Count == 2, "the changes are handled");
        await database.ExecuteAsync("INSERT INTO accounts VALUES (3, 4711)");
        await Wait.ForAsync(host.Running.ContinueWith(_ => { }, TaskScheduler.Default), "the host stops");

        Assert.Equal(2, stopped.Count);
        var activity = stopped.First();
        Assert.Equal(("process public.accounts", ActivityKind.Consumer), (activity.OperationName, activity.Kind));
        Assert.Equal(2, activity.GetTagItem("messaging.batch.message_count"));
        Assert.Equal("process", activity.GetTagItem("messaging.operation.type"));
        Assert.Equal(host.Handled.First().Position.ToString(), activity.GetTagItem("sabot.cdc.position"));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.DoesNotContain(activity.TagObjects, tag => $"{tag.Value}".Contains("4711", StringComparison.Ordinal));
        Assert.Same(activity, current.First());
        Assert.Equal(
            (ActivityStatusCode.Error, "Sabot.Cdc.CdcHandlerException"),
            (stopped.Last().Status, (string?)stopped.Last().GetTagItem("error.type")));
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
