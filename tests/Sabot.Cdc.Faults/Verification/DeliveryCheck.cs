using Sabot.Cdc.Faults.Consuming;
using Sabot.Cdc.Faults.Load;

namespace Sabot.Cdc.Faults.Verification;

/// <summary>
/// Compares what was handled with what was committed: everything at least once, in its order, with its values, nothing
/// that was rolled back, and nothing acknowledged too early or repeated after that.
/// </summary>
internal sealed class DeliveryCheck
{
    private readonly Evidence _evidence;
    private readonly Verdict _verdict = new();
    private readonly Dictionary<ChangeKey, (int Transaction, int Place)> _places = [];
    // Of each handled change: the line that handled it first.
    private readonly Dictionary<ChangeKey, LedgerLine> _first = [];

    private DeliveryCheck(Evidence evidence) => _evidence = evidence;

    public static Verdict Run(Evidence evidence)
    {
        var check = new DeliveryCheck(evidence);
        check.IndexModel();
        check.MatchLines();
        check.CheckOrderWithinLives();
        check.CheckGaps();
        check.CheckTransactions();
        check.CheckCompleteness();
        check.CheckAcknowledgements();
        check.CheckRepetitions();
        check.CheckSynchronousCommits();
        return check._verdict;
    }

    private IEnumerable<LedgerLine> Handled => _evidence.Lines.Where(line => line.Kind == 'C');

    private static string Text(LedgerLine line) => $"{line.Table} {line.Operation} {line.Id} at {line.Position}";

    private void IndexModel()
    {
        var transactions = _evidence.Model.Committed;
        for (var i = 0; i < transactions.Count; i++)
        {
            for (var place = 0; place < transactions[i].Changes.Count; place++)
                _places.Add(transactions[i].Changes[place].Key, (i, place));
        }

        _verdict.Changes = _places.Count;
        _verdict.TakenBack = _evidence.Model.LostWithPrimary.Count;
    }

    private void MatchLines()
    {
        foreach (var line in Handled)
        {
            var key = line.Key;
            if (!_places.TryGetValue(key, out var place))
            {
                var why = _evidence.Model.RolledBack.Contains(key) ? "it was rolled back"
                    : _evidence.Model.LostWithPrimary.Contains(key) ? "only the primary had it that has ended"
                    : "nobody wrote it";
                _verdict.AddProblem($"Handled {Text(line)}, version {line.Version}, but {why}.");
                continue;
            }

            var expected = _evidence.Model.Committed[place.Transaction].Changes[place.Place];
            if (line.Value != expected.Value)
                _verdict.AddProblem($"{Text(line)} has the values {line.Value} instead of {expected.Value}.");
            if (_first.TryAdd(key, line))
                continue;
            _verdict.Repeated++;
            if (_evidence.ExactlyOnce)
                _verdict.AddProblem($"{Text(line)} was handled twice, though its position was stored.");
            if (_first[key].Position != line.Position)
                _verdict.AddProblem($"{Text(line)} was at {_first[key].Position} before.");
        }
    }

    // A client never goes back: not over a reconnect either.
    private void CheckOrderWithinLives()
    {
        var last = new Dictionary<string, CdcPosition>(StringComparer.Ordinal);
        foreach (var line in _evidence.Lines)
        {
            if (line.Kind == 'S')
                last.Clear();
            if (line.Kind != 'C')
                continue;
            var stream = _evidence.OneStream ? "" : line.Table;
            if (last.TryGetValue(stream, out var before) && line.Position.CompareTo(before) <= 0)
                _verdict.AddOutOfOrder($"{Text(line)} came after {before}.");
            last[stream] = line.Position;
        }
    }

    // What is handled is at all times everything up to some change; a client that begins too late is noticed here.
    private void CheckGaps()
    {
        foreach (var stream in Handled.GroupBy(line => _evidence.OneStream ? "" : line.Table))
        {
            var ranks = stream.Select(line => line.Position).Distinct().Order().Index()
                .ToDictionary(entry => entry.Item, entry => entry.Index);
            var next = 0;
            foreach (var line in stream)
            {
                var rank = ranks[line.Position];
                if (rank > next)
                    _verdict.AddOutOfOrder($"{Text(line)} came though {rank - next} changes before it had not.");
                next = Math.Max(next, rank + 1);
            }
        }
    }

    private void CheckTransactions()
    {
        var lastOfWriter = new Dictionary<int, ulong>();
        var owners = new Dictionary<ulong, int>();
        for (var i = 0; i < _evidence.Model.Committed.Count; i++)
        {
            var transaction = _evidence.Model.Committed[i];
            CdcPosition? before = null;
            foreach (var change in transaction.Changes)
            {
                if (!_first.TryGetValue(change.Key, out var line))
                    continue;
                if (before is { } last && (line.Position.Lsn != last.Lsn || line.Position.Sequence <= last.Sequence))
                    _verdict.AddOutOfOrder($"{Text(line)} follows {last} within its transaction.");
                before = line.Position;
            }

            if (before is not { Lsn: var lsn })
                continue;
            if (!owners.TryAdd(lsn, i))
                _verdict.AddProblem($"Two transactions are at {CdcPosition.Parse($"{lsn >> 32:X}/{(uint)lsn:X}:0")}.");
            if (lastOfWriter.TryGetValue(transaction.Writer, out var lastLsn) && lsn <= lastLsn)
                _verdict.AddOutOfOrder($"The transaction at {before} was committed after the one at {lastLsn}.");
            lastOfWriter[transaction.Writer] = lsn;
        }
    }

    private void CheckCompleteness()
    {
        // From the end: what a table has handled of a writer's changes shows what had to come before it.
        var handledLater = new HashSet<(int Writer, string Table)>();
        foreach (var transaction in _evidence.Model.Committed.Reverse())
        {
            foreach (var change in transaction.Changes.Reverse())
            {
                if (_first.ContainsKey(change.Key))
                    handledLater.Add((transaction.Writer, change.Table));
                else if (_evidence.CompleteTables.Contains(change.Table) || handledLater.Contains((transaction.Writer, change.Table)))
                    _verdict.AddLost($"{change.Table} {change.Operation} {change.Id}, version {change.Version}, never arrived.");
            }
        }
    }

    private void CheckAcknowledgements()
    {
        var handled = _first.Values.OrderBy(line => line.Position).ToList();
        // How long the ledger had to be for everything up to a change to be in it.
        var needed = new long[handled.Count];
        for (var i = 0; i < needed.Length; i++)
            needed[i] = Math.Max(i == 0 ? 0 : needed[i - 1], EndOfAcknowledgement(handled[i]));
        var lsns = handled.ConvertAll(line => line.Position.Lsn);
        foreach (var sample in _evidence.Samples)
        {
            var count = lsns.FindLastIndex(lsn => lsn <= sample.Confirmed) + 1;
            if (count > 0 && needed[count - 1] > sample.LedgerLength)
                _verdict.AddProblem($"The slot had confirmed {sample.Confirmed:X} when {Text(handled[count - 1])} or one before was not handled.");
        }
    }

    private long EndOfAcknowledgement(LedgerLine handled) => !_evidence.AcknowledgedByHand
        ? handled.End
        : Acknowledgements
            .FirstOrDefault(line => line.Position.CompareTo(handled.Position) >= 0 && (line.Table == "*" || line.Table == handled.Table))
            ?.End ?? long.MaxValue;

    private List<LedgerLine> Acknowledgements => field ??= [.. _evidence.Lines.Where(line => line.Kind == 'A')];

    private void CheckRepetitions()
    {
        foreach (var birth in _evidence.Births)
        {
            var life = _evidence.Lines
                .SkipWhile(line => line.End <= birth.LedgerLength || line.Kind != 'S')
                .Skip(1)
                .TakeWhile(line => line.Kind != 'S');
            if (life.FirstOrDefault(line => line.Kind == 'C' && line.Position.Lsn <= birth.Confirmed) is { } repeated)
                _verdict.AddProblem($"{Text(repeated)} came again after the slot had confirmed {birth.Confirmed:X}.");
        }
    }

    // PostgreSQL's own promise, without which a consumer could not keep its positions on the servers that it follows.
    private void CheckSynchronousCommits()
    {
        if (_evidence.CommitsAreSynchronous && _evidence.Model.LostAfterAnswer is > 0 and var lost)
            _verdict.AddProblem($"The promoted standby has not got {lost} transactions whose commits had waited for it.");
    }
}
