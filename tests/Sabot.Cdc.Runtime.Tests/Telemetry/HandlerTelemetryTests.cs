using System.Collections.Concurrent;
using System.Diagnostics;
using Apache.Arrow.Types;
using Sabot.Cdc.Integration.Tests.Harness;
using Sabot.Cdc.Integration.Tests.Hosting;
using Sabot.Cdc.Runtime.Tests.Delivery;
using Sabot.Cdc.Runtime.Tests.Hosting;

namespace Sabot.Cdc.Runtime.Tests.Telemetry;

/// <summary>What is measured of a handler and the activities of its batches, to the number and the tag.</summary>
[Collection(MeasuredCollection.Name)]
public sealed class HandlerTelemetryTests
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(60);

    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task How_long_a_batch_took_is_measured_in_seconds_with_the_failure_that_ended_it()
    {
        const string Slot = "handler_duration";
        using var measured = new Measured(Slot);
        _source.Session(FrameBytes.Concat(Schema(), Batch(1, 2)), Batch(3));
        await using var host = await ScriptedHost.StartAsync(
            _source,
            Slot,
            async (change, cancellationToken) =>
            {
                if (change.Id == 3)
                    throw new FormatException();
                await Task.Delay(Work, cancellationToken);
            });
        await Assert.ThrowsAsync<CdcHandlerException>(() => Wait.ForAsync(host.Running, "the host stops"));

        var durations = measured.Read("messaging.process.duration");
        Assert.Equal(2, durations.Count);
        Assert.InRange(durations[0].Value, 2 * Work.TotalSeconds - 0.01, Wait.Limit.TotalSeconds);
        Assert.Equal(OfHandler(Slot, "messaging.operation.name=process"), Tags(durations[0].Tags));
        Assert.Equal(
            OfHandler(Slot, "messaging.operation.name=process", "error.type=Sabot.Cdc.CdcHandlerException"),
            Tags(durations[1].Tags));
        Assert.Equal(1, measured.One("sabot.cdc.handler.failures"));
        Assert.Empty(measured.Read("sabot.cdc.parked.changes"));
    }

    [Fact]
    public async Task Every_attempt_that_fails_is_counted_by_its_kind_and_every_change_that_is_parked()
    {
        const string Slot = "handler_failures";
        var folder = Directory.CreateTempSubdirectory("sabot-telemetry-park-").FullName;
        using var measured = new Measured(Slot);
        _source.Session(FrameBytes.Concat(Schema(), Batch(1, 2, 3), FrameBytes.Progress()));
        var calls = 0;
        await using (var host = await ScriptedHost.StartAsync(
            _source,
            Slot,
            (change, _) => change.Id == 2
                ? throw (++calls % 2 == 0 ? new IOException() : new FormatException())
                : ValueTask.CompletedTask,
            options => (options.RetryAttempts, options.RetryDelay, options.OnFailure, options.ParkFolder) =
                (2, TimeSpan.FromMilliseconds(1), CdcFailureAction.Park, folder)))
        {
            await Wait.UntilAsync(() => host.Client.Statistics.ChangesDelivered == 3, "the batch is finished");
            await host.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
        Assert.Equal(
            [
                (1, string.Join(' ', OfHandler(Slot, "error.type=System.FormatException"))),
                (1, string.Join(' ', OfHandler(Slot, "error.type=System.IO.IOException"))),
                (1, string.Join(' ', OfHandler(Slot, "error.type=System.FormatException"))),
            ],
            measured.Read("sabot.cdc.handler.failures").Select(failure => ((int)failure.Value, string.Join(' ', Tags(failure.Tags)))));
        var (parked, tags) = Assert.Single(measured.Read("sabot.cdc.parked.changes"));
        Assert.Equal(1, parked);
        Assert.Equal(OfHandler(Slot), Tags(tags));
        Assert.Equal(OfHandler(Slot, "messaging.operation.name=process"), Tags(Assert.Single(measured.Read("messaging.process.duration")).Tags));
    }

    [Fact]
    public async Task A_batch_in_its_handler_is_an_activity_that_says_what_it_is_and_how_it_ended()
    {
        const string Slot = "handler_activities";
        ConcurrentQueue<Activity> stopped = new();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CdcDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        ConcurrentQueue<Activity?> current = new();
        var updated = Items("IOU", 1, 2, 2);
        _source.Session(FrameBytes.Concat(updated.SchemaFrame(), updated.BatchFrame()), Batch(3));
        await using var host = await ScriptedHost.StartAsync(_source, Slot, (change, _) =>
        {
            current.Enqueue(Activity.Current);
            return change.Id == 3 ? throw new FormatException() : ValueTask.CompletedTask;
        });
        await Assert.ThrowsAsync<CdcHandlerException>(() => Wait.ForAsync(host.Running, "the host stops"));

        Assert.Equal(2, stopped.Count);
        var (done, failed) = (stopped.First(), stopped.Last());
        Assert.Equal(("Sabot.Cdc", "process public.items", ActivityKind.Consumer), (done.Source.Name, done.OperationName, done.Kind));
        Assert.Equal((ActivityStatusCode.Unset, ActivityStatusCode.Error), (done.Status, failed.Status));
        Assert.Equal(Expected(count: 2), Tags(done.TagObjects));
        Assert.Equal(Expected(count: 1, "error.type=Sabot.Cdc.CdcHandlerException"), Tags(failed.TagObjects));
        Assert.Equal([done, done, failed], current);
        Assert.Null(Activity.Current);

        static string[] Expected(int count, params string[] more) => OfHandler(
            Slot,
            [
                .. more, "messaging.operation.name=process", "messaging.operation.type=process",
                $"messaging.batch.message_count={count}", $"sabot.cdc.position={new CdcPosition(FrameBytes.Position, 0)}",
            ]);
    }

    private static byte[] Schema() => Items("I", 0).SchemaFrame();

    private static byte[] Batch(params long[] ids) => Items(new string('I', ids.Length), ids).BatchFrame();

    private static StreamedTable Items(string operations, params long[] ids) => new StreamedTable(operations, table: "items")
        .Column("id", "bigint", Values.Fixed(Int64Type.Default, [.. ids.Select(id => (long?)id)]));

    private static string[] OfHandler(string slot, params string[] more) =>
    [
        .. more.Concat(
        [
            "messaging.system=postgresql", $"messaging.consumer.group.name={slot}", "server.address=127.0.0.1",
            "server.port=1", "messaging.destination.name=public.items",
            "messaging.destination.subscription.name=ItemsHandler",
        ]).Order(StringComparer.Ordinal),
    ];

    private static string[] Tags(IEnumerable<KeyValuePair<string, object?>> tags) =>
        [.. tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)];
}
