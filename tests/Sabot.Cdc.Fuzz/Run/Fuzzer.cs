using System.Diagnostics;
using Sabot.Cdc.Fuzz.Corpus;
using Sabot.Cdc.Fuzz.Reading;

namespace Sabot.Cdc.Fuzz.Run;

/// <summary>All cases of a run, on all processors, until one finds something.</summary>
internal sealed class Fuzzer
{
    private const int Block = 32;
    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(20);

    private readonly RunOptions _options;
    private readonly CorpusSession[] _sessions;
    private readonly Dictionary<string, CdcTable> _compiled = [];
    private readonly TaskCompletionSource<(long Case, Exception Finding)> _found = new();
    private readonly Stopwatch _clock = new();
    private long _next;

    internal Fuzzer(RunOptions options)
    {
        _options = options;
        var files = Directory.GetFiles(options.Corpus, "*" + CorpusFile.Extension).Order(StringComparer.Ordinal);
        _sessions = [.. files.Select(CorpusSession.Load)];
        if (_sessions.Length == 0)
            throw new ArgumentException($"{options.Corpus} has no corpus; tests/fuzz.sh --capture makes one.");
        // The code was compiled against the first generation of each table, and against only some of its columns.
        foreach (var schema in _sessions.SelectMany(s => s.Payloads).SelectMany(p => p).Select(frame => frame.Parsed))
        {
            if (schema is not null && schema.Table.Length > 0 && !_compiled.ContainsKey(schema.QualifiedName))
                _compiled.Add(schema.QualifiedName, EveryOtherColumn(StreamTable.Create(schema)));
        }
    }

    private static CdcTable EveryOtherColumn(CdcTable table)
    {
        List<CdcColumn> columns = [];
        for (var i = 0; i < table.Columns.Length; i += 2)
            columns.Add(table.Columns[i]);
        return new CdcTable(table.Schema, table.Name, CdcReplicaIdentity.Nothing, [], [.. columns]);
    }

    /// <summary>The number of failed tests; prints the findings.</summary>
    internal int Run()
    {
        using var notes = _options.Notes is { } path ? CaseNotes.Open(path) : null;
        var oracles = Enumerable.Range(0, _options.Case is null ? Environment.ProcessorCount : 1)
            .Select(_ => new Oracle(_compiled))
            .ToArray();
        try
        {
            return Run([.. oracles.Select((oracle, i) => new Worker(i, _options.Seed, _sessions, oracle, notes))]);
        }
        finally
        {
            Array.ForEach(oracles, oracle => oracle.Dispose());
        }
    }

    private int Run(Worker[] workers)
    {
        if (_options.Case is { } one)
            return Repeat(workers[0], one);

        if (CorpusCheck.Refusals(_sessions, _compiled) is { Count: > 0 } refusals)
        {
            refusals.ForEach(Console.WriteLine);
            return 1;
        }

        _clock.Start();
        var threads = workers.Select(worker => new Thread(() => Work(worker)) { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        while (threads.Exists(thread => !thread.Join(100)) && !_found.Task.IsCompleted)
            Watch(workers);
        Summarize(workers, _clock.Elapsed);
        if (!_found.Task.IsCompleted)
            return 0;
        var (index, finding) = _found.Task.Result;
        Finding.Print(_options.Seed, index, workers[0].Input(index), finding);
        return 1;
    }

    private void Work(Worker worker)
    {
        while (!_found.Task.IsCompleted && _clock.Elapsed < _options.Limit)
        {
            var first = Interlocked.Add(ref _next, Block) - Block;
            for (var index = first; index < Math.Min(first + Block, _options.Runs); index++)
            {
                try
                {
                    worker.Try(index);
                }
                catch (Exception e)
                {
                    _found.TrySetResult((index, e));
                    return;
                }
            }

            if (first + Block >= _options.Runs)
                return;
        }
    }

    private void Watch(Worker[] workers)
    {
        foreach (var worker in workers)
        {
            if (worker.Current is not { } current || current.Time < LongestCase)
                continue;
            var finding = new HostileInputException($"It has taken {current.Time.TotalSeconds:F0} s.");
            _found.TrySetResult((current.Case, finding));
        }
    }

    private int Repeat(Worker worker, long index)
    {
        try
        {
            worker.Try(index);
            Console.WriteLine($"case {index} finds nothing");
            return 0;
        }
        catch (HostileInputException e)
        {
            Finding.Print(_options.Seed, index, worker.Input(index), e);
            return 1;
        }
    }

    private static void Summarize(Worker[] workers, TimeSpan time)
    {
        var cases = workers.Sum(worker => worker.Cases);
        Console.WriteLine(
            $"fuzz: {cases} cases in {time.TotalSeconds:F1} s, {workers.Sum(worker => worker.Accepted)} accepted, "
            + $"{workers.Sum(worker => worker.Batches)} batches decoded, "
            + $"{workers.Sum(worker => worker.Committed)} of committed streams, "
            + $"{workers.Sum(worker => worker.Reads)} values read twice, "
            + $"slowest {workers.Max(worker => worker.Slowest).TotalMilliseconds:F0} ms, "
            + $"at most {workers.Max(worker => worker.Allowance.Nearest)} % of the memory that a step may take");
    }
}
