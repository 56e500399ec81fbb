namespace Sabot.Cdc.Faults.Consumer;

/// <summary>
/// The consumer's own store, away from the servers that it follows: in the file, a change and its position are one line,
/// so that both are there or neither is.
/// </summary>
internal sealed class FileStore(Ledger ledger) : IPositionStore
{
    private readonly Lock _gate = new();
    private CdcPosition? _position;

    public Task<CdcPosition?> BeginAsync()
    {
        _position = ledger.LastPosition();
        ledger.Begin();
        return Task.FromResult(_position);
    }

    public ValueTask RecordAsync(Handled change)
    {
        lock (_gate)
        {
            ledger.Write(change);
            _position = change.Position;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Only forwards: progress may be stored while a change is.</summary>
    public ValueTask SaveAsync(CdcPosition position, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_position is { } stored && stored.CompareTo(position) >= 0)
                return ValueTask.CompletedTask;
            ledger.Progress(position);
            _position = position;
        }

        return ValueTask.CompletedTask;
    }
}
