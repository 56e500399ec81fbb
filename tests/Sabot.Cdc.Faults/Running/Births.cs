using Sabot.Cdc.Faults.Verification;

namespace Sabot.Cdc.Faults.Running;

/// <summary>What the slot had confirmed at the beginning of each of the consumer's lives.</summary>
internal sealed class Births
{
    private readonly List<SlotSample> _past = [];
    private SlotSample? _present;

    /// <summary>Those after which nothing that was confirmed may come again.</summary>
    public IEnumerable<SlotSample> Comparable => _present is { } present ? _past.Append(present) : _past;

    public void Add(SlotSample birth)
    {
        if (_present is { } past)
            _past.Add(past);
        _present = birth;
    }

    /// <summary>
    /// The server ends: the slot goes back to what is on the disk, and of tables of which the present life has received
    /// nothing so far, older changes come again.
    /// </summary>
    public void Forget() => _present = null;
}
