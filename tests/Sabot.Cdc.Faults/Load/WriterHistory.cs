namespace Sabot.Cdc.Faults.Load;

/// <summary>The transactions that one writer has committed, which a failover may take back.</summary>
internal sealed class WriterHistory(Model model)
{
    private readonly List<(PlannedTransaction Transaction, bool Answered)> _committed = [];

    /// <param name="transaction">What was committed.</param>
    /// <param name="answered">Whether the server has said so; otherwise it was found out afterwards.</param>
    public void Add(PlannedTransaction transaction, bool answered) => _committed.Add((transaction, answered));

    /// <summary>Takes back what the server that goes on has not: the last transactions, since it has the WAL up to some place.</summary>
    /// <param name="journal">The numbers that are in its journal.</param>
    public void Keep(HashSet<long> journal)
    {
        while (_committed.Count > 0 && !journal.Contains(_committed[^1].Transaction.Number))
        {
            var (transaction, answered) = _committed[^1];
            _committed.RemoveAt(_committed.Count - 1);
            model.Lose(transaction.Changes, answered);
            transaction.RollBackTo(0);
        }

        if (_committed.Find(entry => !journal.Contains(entry.Transaction.Number)).Transaction is { } hole)
            throw new InvalidOperationException($"The server that goes on has not got transaction {hole.Number}, and later ones it has.");
    }
}
