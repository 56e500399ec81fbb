using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Sabot.Cdc.Views.Bench;

// rounds N [CASE…]: ratios. benchmark FOLDER: BenchmarkDotNet's figures. run CASE READER TIMES: one alone, for a profiler.
switch (args)
{
    case ["rounds", var rounds, .. var names]:
        Measure(
            Cases.All.Where(subject => names.Length == 0 || names.Contains(subject.Name)),
            int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    case ["benchmark", var folder]:
        return Benchmark(folder);
    case ["run", var name, var reader, var times]:
        var read = Cases.All.Single(subject => subject.Name == name).Readers.Single(candidate => candidate.Name == reader).Read;
        for (var i = int.Parse(times, CultureInfo.InvariantCulture); i > 0; i--)
            read();
        return 0;
    default:
        Console.Error.WriteLine("rounds N [CASE…] | benchmark FOLDER | run CASE READER TIMES");
        return 2;
}

static void Measure(IEnumerable<Case> cases, int rounds)
{
    const int WarmUps = 3;
    Rounds[] all = [.. cases.Select(subject => new Rounds(subject, rounds))];
    for (var i = 0; i < WarmUps; i++)
    {
        foreach (var subject in all)
            subject.WarmUp();
    }

    foreach (var subject in all)
        subject.Measure(Console.Out);
}

// In this process: it needs no project of its own to be built, and the cases are those of the rounds.
static int Benchmark(string folder)
{
    var job = Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithIterationTime(TimeInterval.FromMilliseconds(100))
        .WithWarmupCount(4)
        .WithIterationCount(10);
    var config = ManualConfig.CreateEmpty()
        .AddJob(job)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Params, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
        .WithArtifactsPath(folder)
        .WithOptions(ConfigOptions.DisableLogFile);
    var summary = BenchmarkRunner.Run<ViewBenchmarks>(config);
    MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
    return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
}
