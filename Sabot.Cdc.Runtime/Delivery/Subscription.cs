using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sabot.Cdc;

/// <summary>
/// One consumer's place in the stream of its tables: the bounded queue of batches and the first unfinished row.
/// </summary>
/// <remarks>
/// The place outlives the enumerators, so that enumerating again after a break resumes at the first change that was not
/// done. One receive loop writes, one enumerator at a time reads; what came in one payload counts against the capacity
/// until all of it is finished.
/// </remarks>
internal sealed class Subscription(
    SubscriptionScope scope,
    int capacity,
    AcknowledgementLedger ledger,
    Action start,
    ILogger logger,
    TimeSpan? slowConsumerWarning = null)
{
    private static readonly TimeSpan SlowConsumerWarning = TimeSpan.FromSeconds(30);

    private readonly Channel<QueuedBatch> _queue = Channel.CreateUnbounded<QueuedBatch>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SemaphoreSlim _room = new(capacity);
    private readonly List<QueuedBatch> _taken = [];
    private readonly WaitClock _waited = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private ExceptionDispatchInfo? _failure;
    private bool _attached;
    private bool _wasAttached;
    private bool _closed;
    private volatile bool _interrupted;
    private int _row;
    private long _changesDelivered;

    public SubscriptionScope Scope => scope;

    /// <summary>Changes that the consumer has finished.</summary>
    public long ChangesDelivered => Volatile.Read(ref _changesDelivered);

    /// <summary>The batches that were handed over and are not finished, in order.</summary>
    public UnfinishedBatches Unfinished { get; } = new();

    /// <summary>Whether the enumerator has to look up why it may not go on; read once per row.</summary>
    public bool Interrupted => _interrupted;

    /// <summary>What the consumer is in: of a stream of one table at most one batch.</summary>
    public IReadOnlyList<QueuedBatch> Taken => _taken;

    /// <summary>The first batch that the consumer is in, or null between batches.</summary>
    public CdcBatch? Current => _taken.Count > 0 ? _taken[0].Batch : null;

    /// <summary>The first row of <see cref="Current"/> that is not done.</summary>
    public int Row => _row;

    /// <summary>Whether this stream has ended while the session goes on; written by the receive loop only.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>
    /// The LSN of the transaction that the last batch ended within; 0 when it ended with it. Of the receive loop only.
    /// </summary>
    public ulong OpenTransaction { get; set; }

    /// <summary>What the consumer acknowledges by position; null when moving past a change finishes it.</summary>
    public ManualAcknowledgements? Manual { get; init; }

    /// <summary>Whether somebody has to be told where transactions end.</summary>
    public bool MarksTransactions { get; init; }

    /// <summary>How the subscription fares.</summary>
    public SubscriptionSnapshot Snapshot()
    {
        lock (_gate)
        {
            return new SubscriptionSnapshot(
                scope.ToString(),
                Math.Max(0, capacity - _room.CurrentCount),
                capacity,
                _waited.Total,
                _waited.IsWaiting,
                _wasAttached,
                _attached,
                ChangesDelivered,
                IsStopped);
        }
    }

    /// <summary>Waits while the queue is full, until <paramref name="lifted"/> lifts the bound.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken lifted)
        => _room.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : new ValueTask(WaitAsync(lifted));

    private async Task WaitAsync(CancellationToken lifted)
    {
        _waited.Begin();
        var since = Stopwatch.GetTimestamp();
        try
        {
            while (!await _room.WaitAsync(slowConsumerWarning ?? SlowConsumerWarning, lifted).ConfigureAwait(false))
                Warn(Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
        catch (OperationCanceledException) when (lifted.IsCancellationRequested)
        {
            // The client stops: what was received completely is handed over completely.
        }
        finally
        {
            _waited.End();
        }
    }

    private void Warn(double seconds)
    {
        bool attached, wasAttached;
        lock (_gate)
            (attached, wasAttached) = (_attached, _wasAttached);
        if (attached)
            Log.SlowConsumer(logger, scope.ToString(), seconds);
        else if (wasAttached)
            Log.StreamAbandoned(logger, scope.ToString(), seconds);
        else
            Log.StreamNeverEnumerated(logger, scope.ToString(), seconds);
    }

    /// <summary>Adds a batch; <see cref="WaitForRoomAsync"/> comes before the first one of a payload.</summary>
    public void Enqueue(in QueuedBatch batch)
    {
        if (batch.Batch is { } unfinished)
            Unfinished.Add(unfinished);
        if (!_queue.Writer.TryWrite(batch))
            batch.Batch?.Release();
    }

    /// <summary>
    /// Says that the transaction of the last batch had no more rows for this subscription. The consumer learns of it,
    /// and finishes it, when all its rows are finished already, and only then it may be acknowledged.
    /// </summary>
    public void EndTransaction(LedgerEntry entry)
    {
        OpenTransaction = 0;
        Enqueue(new QueuedBatch(null, entry, 0, EndsPayload: true, EndsTransaction: true));
    }

    /// <summary>
    /// Nothing more will come: the enumerator drains what is queued and ends, or throws <paramref name="failure"/>.
    /// </summary>
    public void Complete(Exception? failure = null) => _queue.Writer.TryComplete(failure);

    /// <summary>Ends this stream with <paramref name="failure"/>, behind what is queued, while others go on.</summary>
    public void Stop(Exception failure)
    {
        IsStopped = true;
        Complete(failure);
    }

    /// <summary>
    /// Makes every enumerator throw <paramref name="failure"/> at its next move; nothing further is delivered.
    /// </summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
            _interrupted = true;
        }

        Complete();
    }

    /// <summary>Ends the subscription; batches that nobody has begun are dropped without being finished.</summary>
    public void Close()
    {
        Complete();
        lock (_gate)
        {
            _closed = true;
            if (!_attached)
                Discard();
        }
    }

    /// <summary>Completes when no enumerator is draining the queue any more.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (!_attached)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>The consumer has done everything up to <paramref name="position"/>.</summary>
    /// <exception cref="InvalidOperationException">Changes are done when the enumerator moves past them.</exception>
    public void Acknowledge(CdcPosition position) =>
        (Manual ?? throw DeliveryErrors.NotManual()).Acknowledge(position);

    /// <summary>Starts the session if nothing has started it yet.</summary>
    public void Start() => start();

    /// <summary>Makes the calling enumerator the only one.</summary>
    /// <exception cref="InvalidOperationException">Another one has not been disposed.</exception>
    public void Attach()
    {
        lock (_gate)
        {
            if (_attached)
                throw DeliveryErrors.EnumeratedTwice(scope);
            _attached = _wasAttached = true;
        }
    }

    /// <summary>
    /// Gives the place back; <paramref name="row"/> is the first row of the current batch that is not done.
    /// </summary>
    public void Detach(int row)
    {
        lock (_gate)
        {
            _row = row;
            _attached = false;
            _interrupted = _failure is not null;
            if (_closed)
                Discard();
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    /// <summary>The consumer's token was cancelled.</summary>
    public void Interrupt() => _interrupted = true;

    /// <summary>Says why the enumerator may not go on, if so.</summary>
    public void ThrowIfInterrupted(CancellationToken cancellationToken)
    {
        _failure?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Finishes what the consumer is in: every row of it was moved past.</summary>
    public void FinishTaken()
    {
        foreach (var finished in _taken)
        {
            Volatile.Write(ref _changesDelivered, _changesDelivered + finished.Changes);
            if (finished.Batch is { } batch)
            {
                batch.Release();
                if (finished.EndsPayload)
                    _room.Release();
                Unfinished.RemoveOldest();
            }

            // A mark holds no change that could be acknowledged by its position.
            if (Manual is null || finished.Batch is null)
                ledger.Finish(finished.Entry);
        }

        _taken.Clear();
        Manual?.Pass();
    }

    /// <summary>Takes the next batch that is queued, besides those that the consumer is in.</summary>
    public bool TryTake()
    {
        if (!_queue.Reader.TryRead(out var batch))
            return false;
        _taken.Add(batch);
        if (batch.Batch is { } rows)
            Manual?.Deliver(rows.Position(rows.Count - 1), batch.Entry!);
        return true;
    }

    /// <summary>Waits for a queued batch; false when there will be none.</summary>
    public ValueTask<bool> WaitToTakeAsync(CancellationToken cancellationToken)
        => _queue.Reader.WaitToReadAsync(cancellationToken);

    private void Discard()
    {
        foreach (var taken in _taken)
            taken.Batch?.Release();
        _taken.Clear();
        while (_queue.Reader.TryRead(out var batch))
            batch.Batch?.Release();
    }
}
