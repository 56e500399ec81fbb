using Sabot.Cdc.Faults.Verification;

namespace Sabot.Cdc.Faults.Running;

/// <summary>What the slot had confirmed at the beginning of each of the consumer's lives.</summary>
internal sealed class Births
{
    private readonly List<SlotSample> _past = [];
    private SlotSample? _present;

    /// <summary>The present life's; null when there was no slot.</summary>
    public SlotSample? Present => _present;

    /// <summary>After which nothing that was confirmed may come again in that life.</summary>
    public IEnumerable<SlotSample> All => _present is { } present ? _past.Append(present) : _past;

    public void Add(SlotSample birth)
    {
        if (_present is { } past)
            _past.Add(past);
        _present = birth;
    }

    /// <summary>
    /// The server has ended before the consumer had looked at the slot: what the slot has confirmed now is what it finds.
    /// </summary>
    public void GoBackTo(SlotSample now)
    {
        if (_present is { } present)
            _present = present with { Confirmed = Math.Min(present.Confirmed, now.Confirmed) };
    }
}
