using System.Text;
using Sabot.Cdc.Faults.Verification;

namespace Sabot.Cdc.Faults.Running;

/// <summary>How a schedule ended.</summary>
internal sealed class Outcome
{
    private const int ProblemsShown = 12;
    private const int LogLinesShown = 40;

    private Outcome(Schedule schedule, string course, Verdict verdict, TimeSpan took, string details)
    {
        Schedule = schedule;
        Course = course;
        Verdict = verdict;
        Took = took;
        Details = details;
    }

    public Schedule Schedule { get; }

    /// <summary>What struck, each with the seconds after which it did.</summary>
    public string Course { get; }

    public Verdict Verdict { get; }

    public TimeSpan Took { get; }

    /// <summary>What helps to find out why it failed.</summary>
    public string Details { get; }

    public static Outcome Of(Schedule schedule, string course, Verdict verdict, TimeSpan took, string details) =>
        new(schedule, course, verdict, took, details);

    public static Outcome Failed(Schedule schedule, Exception error, string serverLog)
    {
        var verdict = new Verdict();
        verdict.AddProblem(error is ScheduleException or TimeoutException ? error.Message : error.ToString());
        return new Outcome(
            schedule,
            string.Join(", ", schedule.Faults.Select(fault => fault.Name)),
            verdict,
            TimeSpan.Zero,
            "the server's log ends with\n" + string.Join('\n', serverLog.Split('\n').TakeLast(LogLinesShown)));
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"schedule {Schedule.Seed} {(Verdict.Good ? "ok" : "FAILED")}: {string.Join(' ', Schedule.Settings)}: {Course}");
        text.Append($"; {Verdict.Changes} changes, {Verdict.Repeated} repeated, ");
        if (Schedule.FailsOver)
            text.Append($"{Verdict.TakenBack} ended with the primary, ");
        text.Append($"{Took.TotalSeconds:F1} s");
        if (Verdict.Good)
            return text.ToString();
        foreach (var problem in Verdict.Problems.Take(ProblemsShown))
            text.Append("\n    ").Append(problem);
        if (Verdict.Problems.Count > ProblemsShown)
            text.Append($"\n    and {Verdict.Problems.Count - ProblemsShown} more");
        if (Details.Length > 0)
            text.Append("\n  ").Append(Details.ReplaceLineEndings("\n  "));
        var where = Schedule.FailsOver ? $" --container={ContainerImage.Suite}" : "";
        return text.Append($"\n  again: tests/run.sh --faults{where} --schedules 1 --seed {Schedule.Seed}").ToString();
    }
}
