namespace Sabot.Cdc;

/// <summary>How far one table was received, over all sessions.</summary>
internal sealed class ReceivedTable(ResumeMark? start)
{
    private CdcPosition? _last;

    /// <summary>Rows up to here are skipped in the present session; null when there are none to skip.</summary>
    public ResumeMark? Resume { get; private set; } = start;

    /// <summary>The position of the last row received; 0 for none.</summary>
    public ulong LastLsn => _last?.Lsn ?? 0;

    /// <summary>Rows up to here have been received.</summary>
    public void Receive(CdcPosition last)
    {
        _last = last;
        // Positions ascend, so the first row behind the mark ends the repetition.
        Resume = null;
    }

    /// <summary>The next session may repeat what was received, down to the very same positions.</summary>
    public void BeginSession()
    {
        if (_last is { } last)
            Resume = new ResumeMark(last, RepeatsTruncate: false);
    }
}
