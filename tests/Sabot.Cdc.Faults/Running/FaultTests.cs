using Sabot.Cdc.Faults.Injection;

namespace Sabot.Cdc.Faults.Running;

/// <summary>Runs schedules, several at a time, and sums up what they came to.</summary>
internal sealed class FaultTests(int seed, bool failsOver)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly List<Outcome> _failures = [];
    private int _next;
    private int _passed;
    private long _changes;
    private long _repeated;
    private long _takenBack;
    private long _lost;
    private long _outOfOrder;

    /// <summary>Runs schedules on servers of their own; says whether every one was good.</summary>
    public async Task<bool> RunAsync(int schedules, int lanes, IReadOnlyList<string> only)
    {
        Console.WriteLine($"{schedules} schedules{(failsOver ? " of a failover" : "")} from seed {seed} on, {lanes} at a time");
        await Task.WhenAll(Enumerable.Range(0, Math.Min(lanes, schedules)).Select(_ => Task.Run(() => RunLaneAsync(schedules, only))));
        return Report();
    }

    private bool Report()
    {
        Console.WriteLine($"faults by kind: {string.Join(", ", _faults.Select(fault => $"{fault.Value} {fault.Key}"))}");
        Console.WriteLine($"{_repeated} changes were handled again after a restart");
        Console.WriteLine(failsOver
            ? $"{_takenBack} changes ended with a primary, before a standby or anybody else had them"
            : $"not among them: {FailoverFaults.Failover.Name}, which takes two servers (tests/matrix.sh 17 18)");
        foreach (var failure in _failures)
            Console.WriteLine($"not ok - schedule {failure.Schedule.Seed}: {failure.Verdict.Problems[0].Split('\n')[0]}");
        Console.WriteLine($"faults: {_passed + _failures.Count} schedules, {_changes} changes, {_lost} lost, {_outOfOrder} out of order");
        Console.WriteLine($"{_passed} passed, {_failures.Count} failed");
        return _failures.Count == 0;
    }

    private async Task RunLaneAsync(int schedules, IReadOnlyList<string> only)
    {
        await using var lane = new Lane();
        for (int number; (number = Interlocked.Increment(ref _next)) <= schedules;)
        {
            var outcome = await lane.RunAsync(Schedule.Draw(seed + number - 1, failsOver, only));
            lock (_gate)
                Count(outcome);
        }
    }

    private void Count(Outcome outcome)
    {
        Console.WriteLine(outcome);
        var verdict = outcome.Verdict;
        foreach (var fault in outcome.Schedule.Faults)
            _faults[fault.Name] = _faults.GetValueOrDefault(fault.Name) + 1;
        if (verdict.Good)
            _passed++;
        else
            _failures.Add(outcome);
        _changes += verdict.Changes;
        _repeated += verdict.Repeated;
        _takenBack += verdict.TakenBack;
        _lost += verdict.Lost;
        _outOfOrder += verdict.OutOfOrder;
    }
}
