using Sabot.Cdc.Faults.Verification;

namespace Sabot.Cdc.Faults.Running;

/// <summary>What the slot had confirmed at the beginning of each of the consumer's lives.</summary>
internal sealed class Births
{
    private readonly List<SlotSample> _comparable = [];

    /// <summary>Those after which nothing that was confirmed may come again.</summary>
    public IReadOnlyList<SlotSample> Comparable => _comparable;

    public void Add(SlotSample birth) => _comparable.Add(birth);

    /// <summary>
    /// The server ends: the slot goes back to what is on the disk, and a life that has handled nothing so far may begin
    /// there.
    /// </summary>
    public void Forget(long ledgerLength)
    {
        // The life's own line is all that it may have written: two bytes in a file, one row in a database.
        if (_comparable.Count > 0 && ledgerLength <= _comparable[^1].LedgerLength + "S\n".Length)
            _comparable.RemoveAt(_comparable.Count - 1);
    }
}
