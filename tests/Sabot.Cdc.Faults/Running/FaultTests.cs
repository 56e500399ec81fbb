using Sabot.Cdc.Faults.Injection;
using Sabot.Cdc.Faults.Verification;

namespace Sabot.Cdc.Faults.Running;

/// <summary>Runs schedules, several at a time, and sums up what they came to.</summary>
internal sealed class FaultTests(int seed, int schedules, int lanes, string? only)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private int _next;
    private int _passed;
    private int _failed;
    private long _changes;
    private long _repeated;
    private long _lost;
    private long _outOfOrder;

    /// <summary>Whether every schedule was good.</summary>
    public async Task<bool> RunAsync()
    {
        Console.WriteLine($"{schedules} schedules from seed {seed} on, {lanes} at a time");
        await Task.WhenAll(Enumerable.Range(0, Math.Min(lanes, schedules)).Select(_ => Task.Run(RunLaneAsync)));
        Console.WriteLine($"faults by kind: {string.Join(", ", _faults.Select(fault => $"{fault.Value} {fault.Key}"))}");
        Console.WriteLine($"{_repeated} changes were handled again after a restart");
        Console.WriteLine($"faults: {_passed + _failed} schedules, {_changes} changes, {_lost} lost, {_outOfOrder} out of order");
        Console.WriteLine($"{_passed} passed, {_failed} failed");
        return _failed == 0;
    }

    private async Task RunLaneAsync()
    {
        await using var lane = new Lane();
        for (int number; (number = Interlocked.Increment(ref _next)) <= schedules;)
        {
            var outcome = await lane.RunAsync(Schedule.Draw(seed + number - 1, only));
            lock (_gate)
                Count(outcome.Schedule.Faults, outcome.Verdict);
            Console.WriteLine(outcome);
        }
    }

    private void Count(IReadOnlyList<Fault> faults, Verdict verdict)
    {
        foreach (var fault in faults)
            _faults[fault.Name] = _faults.GetValueOrDefault(fault.Name) + 1;
        if (verdict.Good)
            _passed++;
        else
            _failed++;
        _changes += verdict.Changes;
        _repeated += verdict.Repeated;
        _lost += verdict.Lost;
        _outOfOrder += verdict.OutOfOrder;
    }
}
