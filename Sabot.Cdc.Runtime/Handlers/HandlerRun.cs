using System.Runtime.CompilerServices;

namespace Sabot.Cdc;

/// <summary>One subscription's changes on their way through a handler, first to last.</summary>
// Implementation note: a batch stays the subscription's current one until all its changes are done, so their views are
// good for as long as any worker reads them. With one worker nothing is allocated for a change or a batch.
internal sealed class HandlerRun(
    Subscription subscription,
    ChangeInvoker handler,
    CdcHandlerOptions options,
    FailurePolicy failures,
    HandlerTelemetry telemetry)
{
    private const int Everyone = -1;

    private readonly KeyPartitions _partitions = new(handler.Table, options.Parallelism);
    private readonly List<Task<int>> _workers = [];
    private CancellationToken _stopping;
    private CancellationToken _aborting;
    private volatile bool _failed;

    /// <summary>Handles changes until the stream ends.</summary>
    /// <param name="stopping">Ends waiting for a retry: the host stops, and the change comes again.</param>
    /// <param name="aborting">Given to the handler, and ends everything.</param>
    /// <exception cref="CdcHandlerException">A change could not be handled.</exception>
    /// <exception cref="CdcException">The session failed.</exception>
    /// <exception cref="OperationCanceledException">One of the tokens was cancelled.</exception>
    internal async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        (_stopping, _aborting) = (stopping, aborting);
        await using var changes = new HandledChanges(subscription, aborting);
        while (await changes.MoveNextAsync().ConfigureAwait(false))
        {
            var processing = telemetry.Begin(changes.Current);
            try
            {
                changes.NotDone = _partitions.Workers == 1
                    ? await HandleAsync(changes, changes.NotDone, changes.Current.Count, Everyone).ConfigureAwait(false)
                    : await HandleByKeyAsync(changes, changes.NotDone).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                processing.End(e);
                throw;
            }

            processing.End(null);
        }
    }

    /// <summary>Handles rows from one on, of one worker or of all; returns the first one that is not done.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> HandleAsync(HandledChanges changes, int row, int end, int worker)
    {
        var batch = changes.Current;
        for (row = batch.NextChange(row); row < end; row = batch.NextChange(row + 1))
        {
            if (worker != Everyone && _partitions[row] != worker)
                continue;
            if (changes.IsInterrupted || _failed)
                return row;

            Exception failure;
            try
            {
                await handler.InvokeAsync(batch, row, _aborting).ConfigureAwait(false);
                continue;
            }
            catch (Exception e)
            {
                // However a handler answers to its token, the change is not done and comes again.
                _aborting.ThrowIfCancellationRequested();
                failure = e;
            }

            await SettleAsync(batch, row, failure).ConfigureAwait(false);
        }

        return end;
    }

    private async ValueTask SettleAsync(CdcBatch batch, int row, Exception failure)
    {
        try
        {
            await failures.SettleAsync(batch, row, failure, _stopping, _aborting).ConfigureAwait(false);
        }
        catch
        {
            // The other workers begin nothing more.
            _failed = true;
            throw;
        }
    }

    private async ValueTask<int> HandleByKeyAsync(HandledChanges changes, int row)
    {
        var batch = changes.Current;
        while (row < batch.Count)
        {
            var alone = _partitions.Assign(batch, row);
            if (!await HandleSideBySideAsync(changes, row, alone).ConfigureAwait(false))
                return row;
            row = alone;
            if (row == batch.Count)
                break;
            if (await HandleAsync(changes, row, row + 1, Everyone).ConfigureAwait(false) == row)
                return row;
            row++;
        }

        return batch.Count;
    }

    /// <summary>Handles rows that are assigned to workers; false when not all are done.</summary>
    private async ValueTask<bool> HandleSideBySideAsync(HandledChanges changes, int row, int end)
    {
        var batch = changes.Current;
        UInt128 busy = 0;
        for (var i = batch.NextChange(row); i < end; i = batch.NextChange(i + 1))
            busy |= UInt128.One << _partitions[i];
        if (UInt128.PopCount(busy) <= 1)
            return await HandleAsync(changes, row, end, Everyone).ConfigureAwait(false) == end;

        _workers.Clear();
        for (var worker = 0; worker < _partitions.Workers; worker++)
        {
            if ((busy >> worker & 1) == 0)
                continue;
            var mine = worker;
            _workers.Add(Task.Run(() => HandleAsync(changes, row, end, mine).AsTask(), CancellationToken.None));
        }

        var done = await Task.WhenAll(_workers).ConfigureAwait(false);
        return Array.TrueForAll(done, reached => reached == end);
    }
}
