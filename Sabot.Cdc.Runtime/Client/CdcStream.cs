
namespace Sabot.Cdc;

/// <summary>The changes of one table, in the order in which they were committed.</summary>
/// <remarks>
/// <para>
/// A change is done when the enumerator moves past it, and is acknowledged to the server some time after that. When an
/// enumeration ends early (break, an exception, cancellation), the stream keeps its place: enumerating it again
/// resumes at the first change that was not done, and until then the source waits once the stream's queue is full.
/// </para>
/// <para>
/// One enumerator at a time may be in use, over changes or over <see cref="Batches"/>; both draw on one queue. An
/// enumeration throws the typed <see cref="CdcException"/> with which the session failed, before or after the first
/// change; it ends normally when <see cref="CdcClient.StopAsync"/> was called and everything queued was delivered.
/// </para>
/// </remarks>
/// <typeparam name="TChange">The generated change struct of the table.</typeparam>
/// <typeparam name="TBatch">The generated batch struct of the table.</typeparam>
public sealed class CdcStream<TChange, TBatch> : IAsyncEnumerable<TChange>
    where TChange : struct, ICdcChange<TChange>
    where TBatch : struct, ICdcBatch<TBatch>
{
    private readonly Subscription _subscription;

    internal CdcStream(Subscription subscription)
    {
        _subscription = subscription;
        Batches = new BatchEnumerable<TBatch>(subscription);
    }

    /// <summary>The table as it was compiled.</summary>
    public CdcTable Table => _subscription.Scope.Named[0];

    /// <summary>
    /// The same stream as whole batches: a batch is done, with all its changes, when the enumerator moves past it. A
    /// batch in which an enumeration of changes ended is delivered whole again.
    /// </summary>
    public IAsyncEnumerable<TBatch> Batches { get; }

    /// <summary>
    /// Starts the session if this is the client's first enumeration, and yields changes until it ends.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerator<TChange> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new ChangeEnumerator<TChange>(_subscription, cancellationToken);

    /// <summary>
    /// Everything of this stream up to and with <paramref name="position"/> is done and may be acknowledged to the
    /// server; only with <see cref="CdcAcknowledgement.Manual"/>. Changes that the enumerator has not reached are not
    /// acknowledged by it before the enumerator has moved past them. An earlier position changes nothing.
    /// </summary>
    /// <param name="position">The position of the last change that is done.</param>
    /// <returns>Completed when that is noted; the server is told with the next report.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="CdcOptions.Acknowledgement"/> is not <see cref="CdcAcknowledgement.Manual"/>.
    /// </exception>
    public ValueTask AcknowledgeAsync(CdcPosition position)
    {
        _subscription.Acknowledge(position);
        return ValueTask.CompletedTask;
    }
}
