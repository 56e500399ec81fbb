namespace Sabot.Cdc.Faults.Verification;

/// <summary>What a schedule came to.</summary>
internal sealed class Verdict
{
    private readonly List<string> _problems = [];

    /// <summary>Changes that were committed.</summary>
    public long Changes { get; set; }

    /// <summary>Changes that were handled more than once.</summary>
    public long Repeated { get; set; }

    /// <summary>Changes that were committed on a primary alone, which has ended: they are no changes any more.</summary>
    public long TakenBack { get; set; }

    /// <summary>Committed changes that did not arrive.</summary>
    public long Lost { get; private set; }

    /// <summary>Changes that arrived at another place than theirs.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Everything that is wrong, lost and out of order included.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public bool Good => _problems.Count == 0;

    public void AddProblem(string problem) => _problems.Add(problem);

    public void AddLost(string problem)
    {
        Lost++;
        _problems.Add(problem);
    }

    public void AddOutOfOrder(string problem)
    {
        OutOfOrder++;
        _problems.Add(problem);
    }
}
