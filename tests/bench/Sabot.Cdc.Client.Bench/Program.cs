// One consumer of the client benchmark, in a process of its own; tests/bench.sh client runs it.
//   Sabot.Cdc.Client.Bench drain CONSUMER WORKLOAD SLOT ROWS WARM_SLOT WARM_ROWS
//   Sabot.Cdc.Client.Bench latency CONSUMER SLOT SKIPPED MEASURED
// with the connection string in SABOT_BENCH_CONNECTION.
using System.Globalization;
using System.Runtime;
using Sabot.Cdc.Client.Bench.Latency;
using Sabot.Cdc.Client.Bench.Measuring;
using Sabot.Cdc.Client.Bench.Rivals;
using Sabot.Cdc.Client.Bench.Typed;

const int FewestWarmUps = 12;
const int MostWarmUps = 30;
const int QuietWarmUps = 3;
const int NearlyNothing = 5;
const int WarmUpPause = 150;
var connectionString = Environment.GetEnvironmentVariable("SABOT_BENCH_CONNECTION")!;
switch (args)
{
    case ["drain", var name, var workload, var slot, var rows, var warmSlot, var warmRows]:
        // What is compiled just in time, first fast and then well, is compiled before the clock starts. The runtime does
        // it in several steps and waits before each, so one quiet pass alone says nothing: the next may bring hundreds.
        for (var (i, quiet) = (0, 0); i < MostWarmUps && (i < FewestWarmUps || quiet < QuietWarmUps); i++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            await DrainAsync(Consumer(name, workload), warmSlot, Number(warmRows));
            await Task.Delay(WarmUpPause);
            quiet = JitInfo.GetCompiledMethodCount() - before <= NearlyNothing ? quiet + 1 : 0;
        }

        Console.WriteLine(await DrainAsync(Consumer(name, workload), slot, Number(rows)));
        return 0;
    case ["latency", var name, var slot, var skipped, var measured]:
        var latencies = new Latencies((int)Number(skipped), (int)Number(measured));
        await (name == "typed"
            ? LatencyRun.TypedAsync(connectionString, slot, latencies)
            : LatencyRun.PgOutputAsync(connectionString, slot, latencies));
        Console.WriteLine(latencies.Report());
        return 0;
    default:
        Console.Error.WriteLine("Sabot.Cdc.Client.Bench is run by tests/bench.sh client.");
        return 2;
}

static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

IConsumer Consumer(string name, string workload) => name switch
{
    "typed" => new TypedConsumer(connectionString, workload),
    "typed-batches" => new TypedBatchConsumer(connectionString, workload),
    "npgsql-pgoutput" => new PgOutputConsumer(connectionString, Workload.Of(workload)),
    "wal2json-v1" => new JsonConsumer(
        connectionString,
        Workload.Of(workload),
        new() { ["format-version"] = "1", ["include-types"] = "0" }),
    "wal2json-v2" => new JsonConsumer(
        connectionString,
        Workload.Of(workload),
        new() { ["format-version"] = "2", ["include-types"] = "0", ["include-transaction"] = "0" }),
    _ => throw new ArgumentException($"There is no consumer {name}."),
};

async Task<string> DrainAsync(IConsumer consumer, string source, long rows)
{
    const string Copy = "bench_run";
    var slots = new Slots(connectionString);
    await slots.CopyAsync(source, Copy);
    var stage = new Stage();
    var checksum = new Checksum();
    await consumer.ReadAsync(Copy, rows, stage, checksum);
    await slots.DropAsync(Copy);
    return stage.Report(checksum);
}
