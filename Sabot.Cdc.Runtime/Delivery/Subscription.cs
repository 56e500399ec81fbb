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
/// done. One receive loop writes, one enumerator at a time reads; a batch counts against the capacity until it is
/// finished.
/// </remarks>
internal sealed class Subscription(
    SubscriptionScope scope, int capacity, AcknowledgementLedger ledger, Action start, ILogger logger)
{
    private static readonly TimeSpan SlowConsumerWarning = TimeSpan.FromSeconds(30);

    private readonly Channel<QueuedBatch> _queue = Channel.CreateUnbounded<QueuedBatch>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SemaphoreSlim _room = new(capacity);
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private ExceptionDispatchInfo? _failure;
    private bool _attached;
    private bool _closed;
    private volatile bool _interrupted;
    private QueuedBatch _current;
    private int _row;
    private long _changesDelivered;
    private long _waited;
    private long _waitsSince;

    public SubscriptionScope Scope => scope;

    /// <summary>Changes that the consumer has finished.</summary>
    public long ChangesDelivered => Volatile.Read(ref _changesDelivered);

    /// <summary>The batches that were handed over and are not finished, in order.</summary>
    public UnfinishedBatches Unfinished { get; } = new();

    /// <summary>How long the source has waited for room in the queue, all in all and until now.</summary>
    public TimeSpan SourceWaited
    {
        get
        {
            var since = Volatile.Read(ref _waitsSince);
            var waits = since == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(since);
            return new TimeSpan(Volatile.Read(ref _waited)) + waits;
        }
    }

    /// <summary>Whether the enumerator has to look up why it may not go on; read once per row.</summary>
    public bool Interrupted => _interrupted;

    /// <summary>The batch that the consumer is in, or null between batches.</summary>
    public CdcBatch? Current => _current.Batch;

    /// <summary>The first row of <see cref="Current"/> that is not done.</summary>
    public int Row => _row;

    /// <summary>
    /// Hands over a batch; waits while the queue is full, until <paramref name="lifted"/> lifts the bound.
    /// </summary>
    public ValueTask EnqueueAsync(QueuedBatch batch, CancellationToken lifted)
    {
        if (!_room.Wait(0, CancellationToken.None))
            return EnqueueWhenRoomAsync(batch, lifted);
        Write(batch);
        return ValueTask.CompletedTask;
    }

    private async ValueTask EnqueueWhenRoomAsync(QueuedBatch batch, CancellationToken lifted)
    {
        var since = Stopwatch.GetTimestamp();
        Volatile.Write(ref _waitsSince, since);
        try
        {
            while (!await _room.WaitAsync(SlowConsumerWarning, lifted).ConfigureAwait(false))
                Log.SlowConsumer(logger, scope.ToString(), Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
        catch (OperationCanceledException) when (lifted.IsCancellationRequested)
        {
            // The client stops: what was received completely is handed over completely.
        }

        Volatile.Write(ref _waitsSince, 0);
        Volatile.Write(ref _waited, _waited + Stopwatch.GetElapsedTime(since).Ticks);
        Write(batch);
    }

    private void Write(QueuedBatch batch)
    {
        Unfinished.Add(batch.Batch);
        if (!_queue.Writer.TryWrite(batch))
            batch.Batch.Release();
    }

    /// <summary>
    /// Nothing more will come: the enumerator drains what is queued and ends, or throws <paramref name="failure"/>.
    /// </summary>
    public void Complete(Exception? failure = null) => _queue.Writer.TryComplete(failure);

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
            _attached = true;
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

    /// <summary>Finishes the current batch: every row of it was moved past.</summary>
    public void FinishCurrent()
    {
        var finished = _current;
        if (finished.Batch is null)
            return;
        _current = default;
        _row = 0;
        Volatile.Write(ref _changesDelivered, _changesDelivered + finished.Changes);
        finished.Batch.Release();
        Unfinished.RemoveOldest();
        _room.Release();
        ledger.Finish(finished.Entry);
    }

    /// <summary>Makes the next queued batch the current one.</summary>
    public bool TryTake()
    {
        if (!_queue.Reader.TryRead(out _current))
            return false;
        _row = 0;
        return true;
    }

    /// <summary>Waits for a queued batch; false when there will be none.</summary>
    public ValueTask<bool> WaitToTakeAsync(CancellationToken cancellationToken)
        => _queue.Reader.WaitToReadAsync(cancellationToken);

    private void Discard()
    {
        _current.Batch?.Release();
        _current = default;
        while (_queue.Reader.TryRead(out var batch))
            batch.Batch.Release();
    }
}
