namespace Sabot.Cdc;

/// <summary>
/// Has the consumer store a position before the server is told of it, so that what is stored is never behind the slot:
/// then a stored position that is behind it is a real gap, and is refused at the start.
/// </summary>
/// <remarks>
/// Only progress beyond the last change that the consumer has finished needs it, because the consumer stores positions
/// of changes by itself. One position is stored at a time and the newest comes next; none more often than the server
/// is told.
/// </remarks>
internal sealed class PositionKeeper(
    Func<CdcPosition, CancellationToken, ValueTask> save, Action<ulong> tell, Action<Exception> failed)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _flushing = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _saving = Task.CompletedTask;
    private ulong _pending;
    private ulong _told;

    /// <summary>The server may be told of a position once it is stored.</summary>
    /// <param name="position">The position.</param>
    /// <param name="lastChange">The LSN of the last change that is finished, which the consumer has stored.</param>
    public void Offer(ulong position, ulong lastChange)
    {
        lock (_gate)
        {
            if (position <= lastChange)
            {
                Tell(position);
                return;
            }

            _pending = position;
            if (_saving.IsCompleted)
                _saving = Task.Run(SaveAsync);
        }
    }

    /// <summary>Completes when everything that was offered is stored and told, or has failed.</summary>
    public async Task FlushAsync()
    {
        await _flushing.CancelAsync().ConfigureAwait(false);
        Task saving;
        lock (_gate)
            saving = _saving;
        await saving.ConfigureAwait(false);
    }

    /// <summary>Cancels what is being stored.</summary>
    public void Abort() => _ending.Cancel();

    private async Task SaveAsync()
    {
        try
        {
            while (TryTake(out var position))
            {
                await save(new CdcPosition(position, uint.MaxValue), _ending.Token).ConfigureAwait(false);
                lock (_gate)
                    Tell(position);
                await Task.Delay(Interval, _flushing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The client ends; nobody is told.
        }
        catch (Exception e)
        {
            failed(e);
        }
    }

    // An empty hand ends the loop under the same lock under which the next offer looks whether it runs.
    private bool TryTake(out ulong position)
    {
        lock (_gate)
        {
            position = _pending;
            _pending = 0;
            if (position > _told)
                return true;
            _saving = Task.CompletedTask;
            return false;
        }
    }

    private void Tell(ulong position)
    {
        _told = Math.Max(_told, position);
        tell(_told);
    }
}
