namespace Sabot.Cdc.Faults.Consumer;

/// <summary>
/// The consumer's own store, away from the servers that it follows: in the file, a change and its position are one line,
/// so that both are there or neither is.
/// </summary>
internal sealed class FileStore(Ledger ledger) : IPositionStore
{
    private readonly Lock _gate = new();
    private CdcPosition? _position;
    private CdcTimeline? _timeline;

    public Func<CdcTimeline> Timeline { get; set; } = null!;

    public Task<(CdcPosition? Position, CdcTimeline? Timeline)> BeginAsync()
    {
        (_position, _timeline) = ledger.LastPosition();
        ledger.Begin();
        return Task.FromResult((_position, _timeline));
    }

    public ValueTask RecordAsync(Handled change)
    {
        lock (_gate)
        {
            Enter(Timeline());
            ledger.Write(change);
            _position = change.Position;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Only forwards: progress may be stored while a change is.</summary>
    public ValueTask SaveAsync(CdcPosition position, CdcTimeline timeline, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_position is { } stored && stored.CompareTo(position) >= 0)
                return ValueTask.CompletedTask;
            Enter(timeline);
            ledger.Progress(position);
            _position = position;
        }

        return ValueTask.CompletedTask;
    }

    // A line before the position's: the position before it is one of the new history, too.
    private void Enter(CdcTimeline timeline)
    {
        if (timeline != _timeline)
            ledger.Enter(timeline);
        _timeline = timeline;
    }
}
