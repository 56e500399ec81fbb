using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sabot.Cdc;

/// <summary>
/// Streams the changes of a PostgreSQL database's tables through one replication slot and one connection.
/// </summary>
/// <remarks>
/// <para>
/// Ask it for the streams first (<c>cdc.Users()</c>, <c>cdc.Orders()</c>); the first enumeration of any of them starts
/// the session. All of them share the slot, so each must be enumerated: one that is not makes the source, and with it
/// the others, wait once its queue is full.
/// </para>
/// <para>
/// Delivery is at least once, in commit order within a table, and never with a gap. The server is told only positions
/// below which every stream has finished every change.
/// </para>
/// <para>
/// A lost connection is made again (<see cref="CdcOptions.ReconnectAttempts"/>), and the streams go on as if nothing
/// had happened: what is queued stays queued, and what was received before is not delivered again.
/// </para>
/// <para>
/// A client that could not start or has failed for good stays failed: every enumeration throws the same
/// <see cref="CdcException"/>. Make a new client to try again; it resumes at the last acknowledged position.
/// </para>
/// <para>All members may be called from any thread.</para>
/// </remarks>
public sealed partial class CdcClient : IAsyncDisposable
{
    private readonly CdcOptions _options;
    private readonly ILogger _logger;
    private readonly ISessionSource _source;
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];
    private readonly ReceiveCounters _counters = new();
    private readonly IgnoredColumns _ignored = new();
    private readonly AcknowledgementLedger _ledger;
    private readonly SessionLoop _loop;
    private Task? _run;
    private bool _disposed;

    /// <summary>Makes a client; nothing is connected before the first enumeration.</summary>
    /// <param name="options">What to stream from; a copy is taken.</param>
    /// <param name="logger">Where to log; null for nowhere.</param>
    /// <exception cref="OptionsValidationException">An option is missing or wrong.</exception>
    public CdcClient(CdcOptions options, ILogger<CdcClient>? logger = null)
        : this(options, null, logger)
    {
    }

    /// <summary>Makes a client whose sessions come from somewhere else than a server: tests do.</summary>
    internal CdcClient(CdcOptions options, ISessionSource? source, ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Copy();
        CdcOptionsValidator.ThrowIfInvalid(_options);
        _logger = logger ?? NullLogger<CdcClient>.Instance;
        Tags = Cdc.Tags.OfClient(_options);
        _ledger = new AcknowledgementLedger(position => _loop!.Acknowledge(position), _options.StartPosition?.Lsn ?? 0);
        _source = source ?? new ReplicationSource(_options, _logger);
        _loop = new SessionLoop(
            _options,
            _source,
            _subscriptions,
            CreateRouter,
            _ledger,
            _counters,
            _logger);
    }

    /// <inheritdoc cref="CdcClient(CdcOptions, ILogger{CdcClient})"/>
    public CdcClient(IOptions<CdcOptions> options, ILogger<CdcClient>? logger = null)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Value, logger)
    {
    }

    /// <summary>What has been received, delivered and acknowledged so far.</summary>
    public CdcStatistics Statistics
    {
        get
        {
            long delivered = 0;
            lock (_gate)
            {
                foreach (var subscription in _subscriptions)
                    delivered += subscription.ChangesDelivered;
            }

            return new CdcStatistics(
                _counters.ReceivedLsn,
                _ledger.Acknowledged,
                _loop.ServerLsn,
                _counters.Changes,
                delivered,
                _counters.Bytes,
                _counters.Payloads)
            {
                ConfirmedLsn = _loop.ConfirmedLsn,
            };
        }
    }

    /// <summary>
    /// The history that the positions of received changes are of, for a consumer that stores positions: to be stored
    /// with each, and given to the next client as <see cref="CdcOptions.StartTimeline"/>. Null before the first session.
    /// </summary>
    /// <remarks>
    /// Ask for it whenever a position is stored: it changes with a promotion, and is then right for every change that was
    /// received before, too.
    /// </remarks>
    public CdcTimeline? ServerTimeline => _loop.Timeline;

    /// <summary>Registers a stream of one table; generated code calls it (<c>cdc.Users()</c>).</summary>
    /// <exception cref="InvalidOperationException">The session has already started.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public CdcStream<TChange, TBatch> Subscribe<TChange, TBatch>()
        where TChange : struct, ICdcChange<TChange>
        where TBatch : struct, ICdcBatch<TBatch>
        => new(Register(SubscriptionScope.Of(TChange.Table)));

    /// <summary>
    /// Registers a stream of the changes of several tables, in commit order across them. Generated code calls it for
    /// all tables of a project (<c>cdc.Changes()</c>), and for those that are named
    /// (<c>cdc.Changes(UsersChange.Source, OrdersChange.Source)</c>).
    /// </summary>
    /// <exception cref="ArgumentException">There are no tables, or one is there twice.</exception>
    /// <exception cref="InvalidOperationException">The session has already started.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public CdcChangeStream SubscribeChanges(params CdcChangeSource[] tables)
    {
        var sources = new ChangeSources(tables);
        return new CdcChangeStream(Register(sources.Scope), sources);
    }

    /// <summary>
    /// Registers a stream of whole transactions, each with its changes of several tables in order. Generated code calls
    /// it for all tables of a project (<c>cdc.Transactions()</c>), and for those that are named.
    /// </summary>
    /// <exception cref="ArgumentException">There are no tables, or one is there twice.</exception>
    /// <exception cref="InvalidOperationException">The session has already started.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public CdcTransactionStream SubscribeTransactions(params CdcChangeSource[] tables)
    {
        var sources = new ChangeSources(tables);
        return new CdcTransactionStream(Register(sources.Scope, marksTransactions: true), sources);
    }

    /// <summary>
    /// Registers a stream of every table that the publication has, or of all tables when there is no publication,
    /// without code that was compiled against them.
    /// </summary>
    /// <remarks>
    /// <para>
    /// <see cref="CdcBatch.Table"/> is each batch's table as the server sends it, with all columns, also of tables that
    /// are created later; a table that is altered has another one from then on. The changes of a batch are read through
    /// <see cref="CdcChangeView"/>, its columns by their ordinals.
    /// </para>
    /// <para>
    /// It shares slot and connection with the typed streams, and follows their rules: a batch is good until the
    /// enumerator moves on, which finishes it. The batches of a table are in commit order; changes of several tables
    /// that arrived together are in several batches, and <see cref="CdcChangeView.Position"/> orders them.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The session has already started.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public IAsyncEnumerable<CdcBatch> Tables() => new UntypedStream(Register(SubscriptionScope.Everything));

    /// <summary>
    /// Registers a stream of one table, without code that was compiled against it; what <see cref="Tables"/> says of
    /// batches holds for it.
    /// </summary>
    /// <param name="table">
    /// <c>schema.table</c> by SQL's rules: identifiers without double quotes are folded to lower case.
    /// </param>
    /// <exception cref="ArgumentException">It is not the name of a table.</exception>
    /// <exception cref="InvalidOperationException">The session has already started.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public IAsyncEnumerable<CdcBatch> Batches(string table)
    {
        var (schema, name) = TableNameParser.Parse(table);
        return new UntypedStream(Register(SubscriptionScope.Of(schema, name)));
    }

    /// <summary>
    /// Registers a stream of what <see cref="Tables"/> has, payload by payload, each in commit order across tables.
    /// </summary>
    internal IAsyncEnumerable<CommitOrder> Payloads() => new PayloadStream(Register(SubscriptionScope.Everything));

    /// <summary>How each stream fares, in the order in which they were asked for.</summary>
    internal IReadOnlyList<SubscriptionSnapshot> Snapshots()
    {
        lock (_gate)
            return [.. _subscriptions.Select(subscription => subscription.Snapshot())];
    }

    /// <summary>
    /// Everything of all streams up to and with <paramref name="position"/> is done and may be acknowledged to the
    /// server; only with <see cref="CdcAcknowledgement.Manual"/>. Changes that a stream's enumerator has not reached
    /// are not acknowledged by it before the enumerator has moved past them. An earlier position changes nothing.
    /// </summary>
    /// <param name="position">The position of the last change that is done.</param>
    /// <returns>Completed when that is noted; the server is told with the next report.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="CdcOptions.Acknowledgement"/> is not <see cref="CdcAcknowledgement.Manual"/>.
    /// </exception>
    public ValueTask AcknowledgeAsync(CdcPosition position)
    {
        if (_options.Acknowledgement != CdcAcknowledgement.Manual)
            throw DeliveryErrors.NotManual();
        lock (_gate)
        {
            foreach (var subscription in _subscriptions)
                subscription.Acknowledge(position);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Stops gracefully: receives nothing more, lets the streams that are being enumerated deliver what is queued and
    /// end normally, tells the server what was finished, waits until the slot shows it, and disconnects.
    /// </summary>
    /// <remarks>
    /// Without a connection it tries for five seconds to make one again, unless the slot is known to have confirmed
    /// everything already.
    /// Streams that nobody enumerates are not waited for; what is queued in them is delivered again after the next
    /// start, as is a large transaction of which only a part was received. Do not await it inside the enumeration of a
    /// stream: it waits for that enumeration to end.
    /// </remarks>
    /// <param name="cancellationToken">Stops at once, as <see cref="DisposeAsync"/> does.</param>
    /// <exception cref="CdcConnectionException">The server did not confirm the last acknowledgement.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before that.</exception>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Task run;
        lock (_gate)
            run = RunOrEnd();

        await _loop.StopAsync().ConfigureAwait(false);
        using (cancellationToken.UnsafeRegister(static client => ((CdcClient)client!).Abort(), this))
            await run.ConfigureAwait(false);
        if (_loop.IsAborted)
            cancellationToken.ThrowIfCancellationRequested();
        if (_loop.StopFailure is { } failure)
            throw failure;
    }

    /// <summary>
    /// Stops at once: enumerations end with an <see cref="ObjectDisposedException"/>, and changes that are not finished
    /// are not acknowledged. After <see cref="StopAsync"/> there is nothing left to do.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task run;
        lock (_gate)
        {
            _disposed = true;
            run = RunOrEnd();
        }

        Abort();
        await run.ConfigureAwait(false);
    }

    private FrameRouter CreateRouter(ReceivedPositions received)
        => new(_subscriptions, _ledger, _counters, _ignored, _options.SchemaDrift, _logger, received);

    private Subscription Register(SubscriptionScope scope, bool marksTransactions = false)
    {
        var subscription = new Subscription(scope, _options.QueueCapacity, _ledger, Start, _logger)
        {
            MarksTransactions = marksTransactions,
            Manual = _options.Acknowledgement == CdcAcknowledgement.Manual ? new ManualAcknowledgements(_ledger) : null,
        };
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_run is not null)
                throw DeliveryErrors.AlreadyStarted(scope);
            if (_options.SavePosition is not null && _subscriptions.Count > 0)
                throw DeliveryErrors.SecondStreamOfOnePosition(scope);
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Starts the session unless it was started or stopped before.</summary>
    private void Start()
    {
        lock (_gate)
        {
            if (_disposed)
                throw DeliveryErrors.Disposed();
            _run ??= Task.Run(RunAsync);
        }
    }

    /// <summary>What runs; a client that was never started has ended with that.</summary>
    private Task RunOrEnd()
    {
        if (_run is null)
        {
            _run = Task.CompletedTask;
            foreach (var subscription in _subscriptions)
                subscription.Complete();
            _loop.Life.Enter(ConnectionPhase.Stopped);
        }

        return _run;
    }

    private void Abort()
    {
        foreach (var subscription in _subscriptions)
            subscription.Fail(DeliveryErrors.Disposed());
        _loop.Abort();
    }
}
